package dev.tally.sink.store.sql;

import dev.tally.sink.store.internal.Column;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares the sums that are kept with what they are sums of. */
public final class SumCheck {
    private SumCheck() {}

    /** Returns one sentence for each kind of sum that is wrong. */
    public static List<String> differences(Connection connection, Dialect dialect) throws SQLException {
        List<String> found = new ArrayList<>();
        dialect.beginReading(connection);
        try (Statement statement = connection.createStatement()) {
            long[] rows = sums(
                    statement,
                    "SELECT " + Statements.columns(c -> sum(dialect.soundCount(c))) + " FROM activity_summaries");
            long[] fiveMinutes = totals(statement, Level.FIVE_MINUTES);
            long[] quarters = totals(statement, Level.QUARTER_HOUR);
            compare(found, "the sums of five minutes", fiveMinutes, "the rows", rows);
            compare(
                    found,
                    "the quarter hours of all sources",
                    quarters,
                    "those of each",
                    rollups(statement, Level.QUARTER_HOUR));
            compare(found, "the days of each source", rollups(statement, Level.DAY), "its quarter hours", quarters);
            compare(found, "the days of all sources", totals(statement, Level.DAY), "the quarter hours", quarters);
        } finally {
            dialect.rollback(connection);
        }
        return found;
    }

    private static long[] totals(Statement statement, Level level) throws SQLException {
        return sums(
                statement,
                "SELECT " + Statements.columns(c -> sum(c.sql)) + " FROM activity_totals WHERE minutes = "
                        + level.minutes);
    }

    private static long[] rollups(Statement statement, Level level) throws SQLException {
        return sums(
                statement,
                "SELECT " + Statements.columns(c -> sum(c.sql)) + " FROM activity_rollups WHERE minutes = "
                        + level.minutes);
    }

    /** Returns SQL that adds up modulo 2<sup>32</sup> of each value: no sum can overflow. */
    private static String sum(String value) {
        return "coalesce(sum((" + value + ") % 4294967296), 0)";
    }

    private static long[] sums(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? Statements.counts(row, 1) : new long[Column.ALL.length];
        }
    }

    private static void compare(List<String> found, String what, long[] sums, String others, long[] expected) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] %= 1L << 32;
            expected[i] %= 1L << 32;
        }
        if (!Arrays.equals(sums, expected)) {
            found.add(what + " differ from " + others);
        }
    }
}
