package dev.tally.sink.store.sql;

import dev.tally.sink.Counts;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.SourceActivity;
import dev.tally.sink.store.internal.BucketSplit;
import dev.tally.sink.store.internal.BucketSums;
import dev.tally.sink.store.internal.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads counts through one connection, each part of a range from the coarsest level that has it exactly.
 *
 * <p>Rows with a time in the future were written while the clock of this machine was ahead; they are shown in the
 * bucket of now, so that no count is missing and no bucket lies in the future.
 *
 * <p><b>Threads.</b> One at a time.
 *
 * <p><b>Cost.</b> All sources together cost as much as one: their totals are kept.
 */
public final class CountReader implements AutoCloseable {
    private final Connection connection;
    private final Dialect dialect;
    private final PreparedStatement state;

    /** Prepares the statement that every call needs. */
    public CountReader(Connection connection, Dialect dialect) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.state = connection.prepareStatement(StoreState.READ);
    }

    /** Returns the buckets of a range, in the order of time and then of the name. */
    public List<Bucket> buckets(BucketQuery query, Instant now) throws SQLException {
        return buckets(query, Integer.MAX_VALUE, now).orElseThrow();
    }

    /** Returns the buckets of a range; empty if there are more than these. */
    public Optional<List<Bucket>> buckets(BucketQuery query, int most, Instant now) throws SQLException {
        BucketSums sums = new BucketSums();
        Level coarsest = RangePlan.coarsest(query.size(), query.zone());
        boolean together = query.source().isEmpty() && !query.bySource();
        read(query.from(), query.to(), coarsest, together, query.source(), now, (startMillis, source, counts) -> {
            Instant start = query.size().startOf(Instant.ofEpochMilli(startMillis), query.zone());
            sums.add(start.toEpochMilli(), query.bySource() ? source : "", counts);
            return sums.size() <= most;
        });
        return sums.size() <= most ? Optional.of(sums.buckets()) : Optional.empty();
    }

    /** Returns the sum of a range, of one source or of all. */
    public Counts total(Instant from, Instant to, Optional<String> only, Instant now) throws SQLException {
        long[] sum = new long[Column.ALL.length];
        read(from, to, Level.DAY, only.isEmpty(), only, now, (start, source, counts) -> {
            Column.addTo(sum, counts);
            return true;
        });
        return Column.toCounts(sum);
    }

    /** Returns every source that has counts, in the order of their names. */
    public List<SourceActivity> sources(Instant now) throws SQLException {
        List<SourceActivity> found = new ArrayList<>();
        try (PreparedStatement sources = connection.prepareStatement(SourcesSql.of(dialect));
                ResultSet rows = sources.executeQuery()) {
            while (rows.next()) {
                found.add(new SourceActivity(
                        rows.getString(1), bucketOf(rows.getLong(2), now), bucketOf(rows.getLong(3), now)));
            }
        }
        return found;
    }

    /** Returns the end of the last quarter hour of which five minutes are removed. */
    public Instant keptFrom() throws SQLException {
        return Instant.ofEpochMilli(Level.QUARTER_HOUR.ceil(state().prunedUntil()));
    }

    /** Reads the state, to check that reading works; returns the version, which every transaction that writes raises. */
    public long version() throws SQLException {
        return state().version();
    }

    /** Returns the number of the first entry of a log that is not in the database, 0 if none is. */
    public long position(String log) throws SQLException {
        try (PreparedStatement position = connection.prepareStatement(LogPositions.READ)) {
            return LogPositions.next(position, log);
        }
    }

    @Override
    public void close() throws SQLException {
        state.close();
    }

    /** Receives the totals of five minutes; one that is not present has been removed. */
    interface TotalReader {
        void total(long startMillis, boolean isPresent, long[] counts);
    }

    /** Reads the totals of five minutes from a time on that a transaction after this version has changed. */
    void changedTotals(long version, long fromMillis, TotalReader reader) throws SQLException {
        try (PreparedStatement changed = connection.prepareStatement("SELECT start_ms, present, " + Statements.names()
                + " FROM activity_totals WHERE minutes = " + Level.FIVE_MINUTES.minutes + " AND start_ms >= ?"
                + (version < 0 ? "" : " AND changed > ?"))) {
            changed.setLong(1, fromMillis);
            if (version >= 0) {
                changed.setLong(2, version);
            }
            try (ResultSet rows = changed.executeQuery()) {
                while (rows.next()) {
                    reader.total(rows.getLong(1), rows.getInt(2) != 0, Statements.counts(rows, 3));
                }
            }
        }
    }

    private interface RowReader {
        /** Takes a row; returns whether it takes another one. */
        boolean row(long startMillis, String source, long[] counts);
    }

    private StoreState state() throws SQLException {
        try (ResultSet row = state.executeQuery()) {
            return StoreState.of(row);
        }
    }

    /** Reads a range: rows of one source or of each, or, together, the totals of all. */
    private void read(
            Instant from,
            Instant to,
            Level coarsest,
            boolean together,
            Optional<String> only,
            Instant now,
            RowReader reader)
            throws SQLException {
        long latest = BucketSplit.bucketOf(now.toEpochMilli());
        dialect.beginReading(connection);
        boolean done = false;
        try {
            boolean more = true;
            for (RangePlan.Part part : RangePlan.of(from, to, now, coarsest, state())) {
                more = more
                        && readPart(
                                part,
                                together,
                                only,
                                (start, source, counts) -> reader.row(
                                        part.level() == Level.FIVE_MINUTES
                                                ? Math.min(BucketSplit.bucketOf(start), latest)
                                                : start,
                                        source,
                                        counts));
            }
            dialect.commit(connection);
            done = true;
        } finally {
            if (!done) {
                dialect.rollback(connection);
            }
        }
    }

    /** Returns whether the reader takes more rows. */
    private boolean readPart(RangePlan.Part part, boolean together, Optional<String> only, RowReader reader)
            throws SQLException {
        String sql = together ? totalsSql(part.level()) : rowsSql(part.level(), only.isPresent());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(1_000);
            statement.setLong(1, part.startMillis());
            statement.setLong(2, part.endMillis());
            if (only.isPresent()) {
                statement.setString(3, only.get());
            }
            try (ResultSet rows = statement.executeQuery()) {
                boolean more = true;
                while (more && rows.next()) {
                    more = reader.row(rows.getLong(1), rows.getString(2), Statements.counts(rows, 3));
                }
                return more;
            }
        }
    }

    private static String totalsSql(Level level) {
        return "SELECT start_ms, '', " + Statements.names() + " FROM activity_totals WHERE minutes = " + level.minutes
                + " AND start_ms >= ? AND start_ms < ? AND present = 1 ORDER BY start_ms";
    }

    /** All sources are read one by one: the index has the rows of a source together, and those of a time lie apart in it. */
    private String rowsSql(Level level, boolean oneSource) {
        if (level == Level.FIVE_MINUTES) {
            return "SELECT received_at_ms, source, " + Statements.columns(dialect::soundCount)
                    + " FROM activity_summaries WHERE received_at_ms >= ? AND received_at_ms < ?"
                    + (oneSource ? " AND source = ?" : "");
        }
        return (oneSource ? "" : SourcesSql.withNamesOf(level))
                + "SELECT start_ms, source, " + Statements.names() + " FROM activity_rollups WHERE minutes = "
                + level.minutes + " AND start_ms >= ? AND start_ms < ? AND source "
                + (oneSource ? "= ?" : "IN (SELECT name FROM named)");
    }

    private static Instant bucketOf(long millis, Instant now) {
        return Instant.ofEpochMilli(BucketSplit.bucketOf(Math.min(millis, now.toEpochMilli())));
    }
}
