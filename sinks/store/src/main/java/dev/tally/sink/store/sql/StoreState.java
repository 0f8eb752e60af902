package dev.tally.sink.store.sql;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The one row of {@code activity_state}.
 *
 * <p>Each transaction that writes begins with raising the version. That locks the row: writers follow each other, also when
 * several servers use one database, and a reader can tell by the version whether anything has changed.
 *
 * @param version how many transactions have written
 * @param mergedUntil rows before this are part of the quarter hours and days; milliseconds since 1970, a full quarter hour
 * @param prunedUntil rows of five minutes before this are removed; milliseconds since 1970
 */
record StoreState(long version, long mergedUntil, long prunedUntil) {
    static final String READ = "SELECT version, merged_until, pruned_until FROM activity_state";
    static final String RAISE =
            "UPDATE activity_state SET version = version + 1 RETURNING version, merged_until, pruned_until";

    static StoreState of(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            throw new SQLException("the table activity_state has no row");
        }
        return new StoreState(rows.getLong(1), rows.getLong(2), rows.getLong(3));
    }
}
