package dev.tally.sink.sqlite.internal;

import dev.tally.sink.store.internal.Column;
import dev.tally.sink.store.sql.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * SQLite's own ways.
 *
 * <p>Transactions are begun explicitly: the driver would begin the next one with each commit, and so lock out other programs.
 */
final class SqliteDialect implements Dialect {
    static final SqliteDialect INSTANCE = new SqliteDialect();

    private SqliteDialect() {}

    @Override
    public void begin(Connection connection) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
    }

    @Override
    public void beginReading(Connection connection) throws SQLException {
        execute(connection, "BEGIN");
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        execute(connection, "COMMIT");
    }

    @Override
    public void rollback(Connection connection) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back already, as it does when the disk is full
        }
    }

    @Override
    public String soundCount(Column column) {
        return soundCount(column.sql);
    }

    /** Returns SQL that reads a count; a value that is no whole number or is negative, as the older program allowed, is 0. */
    static String soundCount(String value) {
        return "CASE WHEN typeof(" + value + ") = 'integer' THEN max(" + value + ", 0) ELSE 0 END";
    }

    @Override
    public String isOurs() {
        return "merged = 1";
    }

    @Override
    public String isOlder() {
        return "merged = 0";
    }

    @Override
    public String bucketKey() {
        return ""; // furtherValues() names the row that is there by its id
    }

    @Override
    public String furtherColumns() {
        return ", merged, id";
    }

    /** Names the row that is there: for a new one, SQLite writes the page that has the highest id, also if none is added. */
    @Override
    public String furtherValues() {
        return ", 1, (SELECT id FROM activity_summaries WHERE merged = 1 AND source = ?2 AND received_at_ms = ?1)";
    }

    @Override
    public String deleteBuckets(int most) {
        return "DELETE FROM activity_summaries WHERE id IN "
                + "(SELECT id FROM activity_summaries WHERE received_at_ms < ? LIMIT " + most + ")";
    }

    @Override
    public String deleteAccepted(int most) {
        return "DELETE FROM accepted_intervals WHERE (run, first) IN "
                + "(SELECT run, first FROM accepted_intervals WHERE accepted_at_ms < ? LIMIT " + most + ")";
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
