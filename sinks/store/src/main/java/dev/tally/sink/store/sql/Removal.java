package dev.tally.sink.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Removes the counts of a range, of one source or of all, from every level.
 *
 * <p>Rows are deleted; the sums that they were part of are added up again from what remains. It happens in transactions of a
 * day, so that other programs can write in between; what was interrupted goes on when the same range is removed again. The
 * identities of intervals are kept: an interval that is sent again is not added again.
 *
 * <p><b>Threads.</b> One at a time, the one that uses the connection.
 */
public final class Removal {
    private static final String NAMES = Statements.names();

    private final Connection connection;
    private final Dialect dialect;
    private final Optional<String> source;
    private long removed;

    /**
     * Prepares a removal.
     *
     * @param source the only source whose counts are removed; empty for all
     */
    public Removal(Connection connection, Dialect dialect, Optional<String> source) {
        this.connection = connection;
        this.dialect = dialect;
        this.source = source;
    }

    /**
     * Removes a range.
     *
     * <p>A border among times whose five minutes are no longer kept is moved outward to a full quarter hour.
     *
     * @return how many rows were removed
     */
    public long remove(Instant from, Instant to) throws SQLException {
        long end = Level.FIVE_MINUTES.ceil(to.toEpochMilli());
        long next = Level.FIVE_MINUTES.floor(from.toEpochMilli());
        while (next < end) {
            long start = Math.max(next, firstDay(next));
            if (start >= end) {
                break;
            }
            next = Level.DAY.floor(start) + Level.DAY.millis;
            removeOfDay(start, Math.min(end, next));
        }
        return removed;
    }

    /** Returns the start of the first day with counts that ends after a moment. */
    private long firstDay(long moment) throws SQLException {
        long rows = min("SELECT min(received_at_ms) FROM activity_summaries WHERE received_at_ms >= ?", moment);
        long days = min(
                "SELECT min(start_ms) FROM activity_rollups WHERE minutes = " + Level.DAY.minutes
                        + " AND start_ms >= ?",
                Level.DAY.floor(moment));
        return Level.DAY.floor(Math.min(rows, days));
    }

    private long min(String sql, long from) throws SQLException {
        dialect.beginReading(connection);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, from);
            try (ResultSet row = statement.executeQuery()) {
                long min = row.next() ? row.getLong(1) : 0;
                return row.wasNull() ? Long.MAX_VALUE : min;
            }
        } finally {
            dialect.rollback(connection);
        }
    }

    private void removeOfDay(long from, long to) throws SQLException {
        dialect.begin(connection);
        boolean committed = false;
        try (Sums sums = new Sums(connection, dialect)) {
            StoreState state = raise();
            long kept = Level.QUARTER_HOUR.ceil(state.prunedUntil());
            long start = from < kept ? Level.QUARTER_HOUR.floor(from) : from;
            long end = to < kept ? Level.QUARTER_HOUR.ceil(to) : to;
            removed += delete("activity_summaries WHERE received_at_ms", start, end, source);
            renewFiveMinutes(sums, state, start, end);
            long quartersEnd = Math.min(Level.QUARTER_HOUR.ceil(end), state.mergedUntil());
            long quarters = Level.QUARTER_HOUR.floor(start);
            if (quarters < quartersEnd) {
                renewQuarters(sums, state, quarters, quartersEnd, kept);
                renewDay(sums, state, Level.DAY.floor(start), quarters, quartersEnd);
            }
            dialect.commit(connection);
            committed = true;
        } finally {
            if (!committed) {
                dialect.rollback(connection);
            }
        }
    }

    /** The totals of five minutes are marked, not deleted, so that readers that remember them notice. */
    private void renewFiveMinutes(Sums sums, StoreState state, long from, long to) throws SQLException {
        String zeros = Statements.columns(column -> column.sql + " = 0");
        try (PreparedStatement mark =
                connection.prepareStatement("UPDATE activity_totals SET present = 0, changed = ?, " + zeros
                        + " WHERE minutes = " + Level.FIVE_MINUTES.minutes + " AND start_ms >= ? AND start_ms < ?")) {
            mark.setLong(1, state.version());
            mark.setLong(2, from);
            mark.setLong(3, to);
            mark.executeUpdate();
        }
        read(
                rowsSql(Optional.empty()),
                from,
                to,
                Optional.empty(),
                (name, start, counts) -> sums.total(Level.FIVE_MINUTES.floor(start), counts));
        sums.write(state);
        sums.clear();
    }

    private void renewQuarters(Sums sums, StoreState state, long from, long to, long kept) throws SQLException {
        long rows = delete(rollups(Level.QUARTER_HOUR), from, to, source);
        removed += from < kept ? rows : 0; // later ones are made of rows that are counted already
        read(
                rowsSql(source),
                Math.max(from, kept),
                to,
                source,
                (name, start, counts) -> sums.rollup(Level.QUARTER_HOUR, name, start, counts));
        sums.write(state);
        sums.clear();
    }

    private void renewDay(Sums sums, StoreState state, long day, long quarters, long quartersEnd) throws SQLException {
        delete(rollups(Level.DAY), day, day + 1, source);
        delete(totals(Level.QUARTER_HOUR), quarters, quartersEnd, Optional.empty());
        delete(totals(Level.DAY), day, day + 1, Optional.empty());
        String all =
                "SELECT source, start_ms, " + NAMES + " FROM " + rollups(Level.QUARTER_HOUR) + " >= ? AND start_ms < ?";
        read(all, day, day + Level.DAY.millis, Optional.empty(), (name, start, counts) -> {
            if (source.isEmpty() || source.get().equals(name)) {
                sums.rollup(Level.DAY, name, start, counts);
            }
            if (start >= quarters && start < quartersEnd) {
                sums.mergedTotal(Level.QUARTER_HOUR, start, counts);
            }
            sums.mergedTotal(Level.DAY, start, counts);
        });
        sums.write(state);
    }

    private static String rollups(Level level) {
        return "activity_rollups WHERE minutes = " + level.minutes + " AND start_ms";
    }

    private static String totals(Level level) {
        return "activity_totals WHERE minutes = " + level.minutes + " AND start_ms";
    }

    private String rowsSql(Optional<String> only) {
        return "SELECT source, received_at_ms, " + Statements.columns(dialect::soundCount)
                + " FROM activity_summaries WHERE received_at_ms >= ? AND received_at_ms < ?"
                + (only.isPresent() ? " AND source = ?" : "");
    }

    private long delete(String where, long from, long to, Optional<String> only) throws SQLException {
        String column = where.substring(where.lastIndexOf(' ') + 1);
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + where + " >= ? AND " + column
                + " < ?" + (only.isPresent() ? " AND source = ?" : ""))) {
            set(delete, from, to, only);
            return delete.executeUpdate();
        }
    }

    private interface RowReader {
        void row(String source, long startMillis, long[] counts);
    }

    private void read(String sql, long from, long to, Optional<String> only, RowReader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, from, to, only);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.row(rows.getString(1), rows.getLong(2), Statements.counts(rows, 3));
                }
            }
        }
    }

    private static void set(PreparedStatement statement, long from, long to, Optional<String> only)
            throws SQLException {
        statement.setLong(1, from);
        statement.setLong(2, to);
        if (only.isPresent()) {
            statement.setString(3, only.get());
        }
    }

    private StoreState raise() throws SQLException {
        try (PreparedStatement raise = connection.prepareStatement(StoreState.RAISE);
                ResultSet row = raise.executeQuery()) {
            return StoreState.of(row);
        }
    }
}
