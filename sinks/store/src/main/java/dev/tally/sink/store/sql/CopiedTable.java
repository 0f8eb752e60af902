package dev.tally.sink.store.sql;

import dev.tally.sink.store.internal.BucketSplit;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The tables that are copied from an SQLite file to another database, in this order, each in a stable order of its rows. */
public enum CopiedTable {
    /** The rows of five minutes; those of an older program are added to the row of their bucket. */
    BUCKETS("activity_summaries") {
        @Override
        public String select() {
            return "SELECT received_at_ms, source, "
                    + Statements.columns(
                            c -> "CASE WHEN typeof(" + c.sql + ") = 'integer' THEN max(" + c.sql + ", 0) ELSE 0 END")
                    + " FROM activity_summaries ORDER BY id";
        }

        @Override
        public String insert(Dialect dialect) {
            return "INSERT INTO activity_summaries AS t (received_at_ms, source, " + Statements.names()
                    + ") VALUES (?, ?, " + Statements.placeholders() + ") ON CONFLICT " + dialect.bucketKey()
                    + " DO UPDATE SET " + Statements.saturatingSums();
        }

        @Override
        public void bind(ResultSet row, PreparedStatement insert) throws SQLException {
            insert.setLong(1, BucketSplit.bucketOf(row.getLong(1)));
            insert.setString(2, row.getString(2));
            Statements.set(insert, 3, Statements.counts(row, 3));
        }
    },

    /** The quarter hours and days of each source. */
    ROLLUPS("activity_rollups") {
        @Override
        public String select() {
            return "SELECT minutes, source, start_ms, " + Statements.names()
                    + " FROM activity_rollups ORDER BY minutes, source, start_ms";
        }

        @Override
        public String insert(Dialect dialect) {
            return "INSERT INTO activity_rollups (minutes, source, start_ms, " + Statements.names()
                    + ") VALUES (?, ?, ?, " + Statements.placeholders() + ")";
        }

        @Override
        public void bind(ResultSet row, PreparedStatement insert) throws SQLException {
            insert.setInt(1, row.getInt(1));
            insert.setString(2, row.getString(2));
            insert.setLong(3, row.getLong(3));
            Statements.set(insert, 4, Statements.counts(row, 4));
        }
    },

    /** The quarter hours and days of all sources; the sums of five minutes are added up at the end. */
    TOTALS("activity_totals") {
        @Override
        public String select() {
            return "SELECT minutes, start_ms, " + Statements.names() + " FROM activity_totals WHERE minutes > "
                    + Level.FIVE_MINUTES.minutes + " ORDER BY minutes, start_ms";
        }

        @Override
        public String insert(Dialect dialect) {
            return "INSERT INTO activity_totals (changed, minutes, start_ms, " + Statements.names()
                    + ") VALUES (0, ?, ?, " + Statements.placeholders() + ")";
        }

        @Override
        public void bind(ResultSet row, PreparedStatement insert) throws SQLException {
            insert.setInt(1, row.getInt(1));
            insert.setLong(2, row.getLong(2));
            Statements.set(insert, 3, Statements.counts(row, 3));
        }
    },

    /** The accepted numbers of each run. */
    ACCEPTED("accepted_intervals") {
        @Override
        public String select() {
            return "SELECT run, first, last, newest, accepted_at_ms FROM accepted_intervals ORDER BY run, first";
        }

        @Override
        public String insert(Dialect dialect) {
            return "INSERT INTO accepted_intervals (run, first, last, newest, accepted_at_ms) VALUES (?, ?, ?, ?, ?)";
        }

        @Override
        public void bind(ResultSet row, PreparedStatement insert) throws SQLException {
            insert.setBytes(1, row.getBytes(1));
            for (int i = 2; i <= 5; i++) {
                insert.setLong(i, row.getLong(i));
            }
        }
    },

    /** How far logs were read. */
    LOG_POSITIONS("log_positions") {
        @Override
        public String select() {
            return "SELECT log, next FROM log_positions ORDER BY log";
        }

        @Override
        public String insert(Dialect dialect) {
            return "INSERT INTO log_positions (log, next) VALUES (?, ?)";
        }

        @Override
        public void bind(ResultSet row, PreparedStatement insert) throws SQLException {
            insert.setString(1, row.getString(1));
            insert.setLong(2, row.getLong(2));
        }
    };

    private final String sqlName;

    CopiedTable(String sqlName) {
        this.sqlName = sqlName;
    }

    /** Returns the name of the table. */
    public String sqlName() {
        return sqlName;
    }

    /** Returns the statement that reads the rows of an SQLite file. */
    public abstract String select();

    /** Returns the statement that adds a row. */
    public abstract String insert(Dialect dialect);

    /** Passes the values of a row on. */
    public abstract void bind(ResultSet row, PreparedStatement insert) throws SQLException;
}
