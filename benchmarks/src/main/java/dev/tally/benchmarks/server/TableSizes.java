package dev.tally.benchmarks.server;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The megabytes of an SQLite file, tables with their indexes.
 *
 * @param recent rows of five minutes and accepted intervals, which the retention limits
 * @param kept quarter hours and days, which are kept without end
 */
record TableSizes(double recent, double kept) {

    static TableSizes of(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            double kept = number(statement, bytes("= 'activity_rollups'")) + totals(statement);
            double recent = number(statement, bytes("IN ('activity_summaries', 'accepted_intervals')"));
            return new TableSizes(recent / 1e6, kept / 1e6);
        }
    }

    /** The totals have rows of all three kinds; those of five minutes are few. */
    private static double totals(Statement statement) throws SQLException {
        return number(statement, bytes("= 'activity_totals'"));
    }

    private static String bytes(String tables) {
        return "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND name IN "
                + "(SELECT name FROM sqlite_schema WHERE tbl_name " + tables + ")";
    }

    private static double number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getDouble(1) : 0;
        }
    }
}
