package dev.tally.sink.store.sql;

import dev.tally.sink.store.internal.Column;
import java.sql.Connection;
import java.sql.SQLException;

/** What differs between the databases. */
public interface Dialect {

    /** Begins a transaction that may write. */
    void begin(Connection connection) throws SQLException;

    /** Begins a transaction whose statements all see the same counts. */
    void beginReading(Connection connection) throws SQLException;

    /** Commits the transaction. */
    void commit(Connection connection) throws SQLException;

    /** Ends the transaction without an effect, and without an error if the database has ended it already. */
    void rollback(Connection connection);

    /** Returns the SQL that reads a count of a row of {@code activity_summaries}, 0 if its value is no count. */
    String soundCount(Column column);

    /** Returns the condition that tells our rows of {@code activity_summaries} from those of an older program. */
    String isOurs();

    /** Returns the condition that tells the rows of an older program, which have no source; an index has their times. */
    String isOlder();

    /** Returns the conflict target of a row of five minutes; empty for any conflict. */
    String bucketKey();

    /** Returns further columns of {@code activity_summaries}, after a comma; empty if there are none. */
    String furtherColumns();

    /** Returns the values of these, after a comma; parameter 1 is the time of the row, 2 its source. */
    String furtherValues();

    /** Returns the statement that removes at most so many rows of five minutes before a time, its only parameter. */
    String deleteBuckets(int most);

    /** Returns the statement that removes at most so many accepted intervals before a time, its only parameter. */
    String deleteAccepted(int most);
}
