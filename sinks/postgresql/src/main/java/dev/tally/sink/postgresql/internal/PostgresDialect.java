package dev.tally.sink.postgresql.internal;

import dev.tally.sink.store.internal.Column;
import dev.tally.sink.store.sql.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL's own ways. */
public final class PostgresDialect implements Dialect {
    /** The only instance. */
    public static final PostgresDialect INSTANCE = new PostgresDialect();

    private PostgresDialect() {}

    @Override
    public void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
    }

    @Override
    public void beginReading(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // of this transaction only: one that writes would fail where it has to wait for another writer
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        }
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    @Override
    public void rollback(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // the connection is broken, and the server has rolled back
        }
    }

    @Override
    public String soundCount(Column column) {
        return column.sql;
    }

    @Override
    public String isOurs() {
        return "TRUE";
    }

    @Override
    public String isOlder() {
        return "FALSE";
    }

    @Override
    public String bucketKey() {
        return "(source, received_at_ms)";
    }

    @Override
    public String furtherColumns() {
        return "";
    }

    @Override
    public String furtherValues() {
        return "";
    }

    @Override
    public String deleteBuckets(int most) {
        return "DELETE FROM activity_summaries WHERE (source, received_at_ms) IN "
                + "(SELECT source, received_at_ms FROM activity_summaries WHERE received_at_ms < ? LIMIT " + most + ")";
    }

    @Override
    public String deleteAccepted(int most) {
        return "DELETE FROM accepted_intervals WHERE (run, first) IN "
                + "(SELECT run, first FROM accepted_intervals WHERE accepted_at_ms < ? LIMIT " + most + ")";
    }
}
