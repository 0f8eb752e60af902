package dev.tally.sink.store.sql;

import dev.tally.sink.store.internal.Column;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pieces of SQL about the columns of counts, and reading and setting them. */
final class Statements {
    private static final String MOST = Long.toString(Long.MAX_VALUE);

    private Statements() {}

    /** Returns something for each column, separated by commas. */
    static String columns(Function<Column, String> each) {
        return Stream.of(Column.ALL).map(each).collect(Collectors.joining(", "));
    }

    static String names() {
        return columns(column -> column.sql);
    }

    static String placeholders() {
        return columns(column -> "?");
    }

    /** Returns assignments that add up to 2<sup>63</sup> − 1; beyond that, databases fail or change to floating point. */
    static String saturatingSums() {
        return columns(c -> c.sql + " = CASE WHEN t." + c.sql + " > " + MOST + " - excluded." + c.sql + " THEN " + MOST
                + " ELSE t." + c.sql + " + excluded." + c.sql + " END");
    }

    static void set(PreparedStatement statement, int first, long[] counts) throws SQLException {
        for (int i = 0; i < counts.length; i++) {
            statement.setLong(first + i, counts[i]);
        }
    }

    static long[] counts(ResultSet rows, int first) throws SQLException {
        long[] values = new long[Column.ALL.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.getLong(first + i);
        }
        return values;
    }
}
