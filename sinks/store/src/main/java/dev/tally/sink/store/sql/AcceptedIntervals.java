package dev.tally.sink.store.sql;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.store.Acceptance;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which intervals were accepted: for each run, the ranges of numbers without a hole.
 *
 * <p>The intervals of a run come in order and without holes, so a run is one row, however long it lives. A row keeps the
 * first and the last number of the range, and the first number of its newest interval, for a person who looks for a fault.
 * An interval of numbers that were all accepted, under whatever numbers, is counted already: a client that lost its disk and
 * then its life may remember only a part of what it has delivered.
 *
 * <p><b>Threads.</b> The thread that uses the connection.
 *
 * <p><b>Cost.</b> The database is not queried for an interval that continues a run in
 * memory; one row is written for each run of a batch. At most {@value #REMEMBERED_RUNS} runs are held in memory.
 */
final class AcceptedIntervals implements AutoCloseable {
    private static final int REMEMBERED_RUNS = 10_000;

    /** Numbers of one run: all from first to last were accepted; the newest interval began with {@code newest}. */
    record Range(long first, long last, long newest) {
        boolean touches(long from, long to) {
            return first <= to && from <= last;
        }

        /** Judges an interval that touches this range. */
        Acceptance judge(long from, long to) {
            return from >= first && to <= last ? Acceptance.REPEATED : Acceptance.OVERLAPS;
        }
    }

    private final PreparedStatement highest;
    private final PreparedStatement near;
    private final PreparedStatement save;
    private final PreparedStatement remove;
    private final Map<UUID, Range> highestOfRun = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Range> eldest) {
            return size() > REMEMBERED_RUNS;
        }
    };
    private final Map<UUID, Range> unsaved = new LinkedHashMap<>();

    AcceptedIntervals(Connection connection) throws SQLException {
        this.highest = connection.prepareStatement(
                "SELECT first, last, newest FROM accepted_intervals WHERE run = ? ORDER BY first DESC LIMIT 1");
        this.near = connection.prepareStatement("SELECT first, last, newest FROM accepted_intervals "
                + "WHERE run = ? AND first - 1 <= ? AND last >= ? ORDER BY first");
        this.save = connection.prepareStatement("INSERT INTO accepted_intervals (run, first, last, newest, "
                + "accepted_at_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT (run, first) DO UPDATE SET "
                + "last = excluded.last, newest = excluded.newest, accepted_at_ms = excluded.accepted_at_ms");
        this.remove = connection.prepareStatement("DELETE FROM accepted_intervals WHERE run = ? AND first = ?");
    }

    /**
     * Says whether the interval is new, and remembers it if it is. It is in the database after {@link #save}.
     *
     * @return {@link Acceptance#ADDED} if it is new
     */
    Acceptance accept(ActivityInterval interval, Instant now) throws SQLException {
        Range top = highestOf(interval.run());
        if (top == null || interval.first() > top.last()) {
            append(interval, top, now);
            return Acceptance.ADDED;
        }
        if (interval.first() >= top.first()) {
            return top.judge(interval.first(), interval.last());
        }
        save(now);
        return acceptBelow(interval, now);
    }

    /** Writes what was accepted since the last call. */
    void save(Instant now) throws SQLException {
        if (unsaved.isEmpty()) {
            return;
        }
        for (Map.Entry<UUID, Range> entry : unsaved.entrySet()) {
            set(entry.getKey(), entry.getValue(), now);
            save.addBatch();
        }
        save.executeBatch();
        unsaved.clear();
    }

    /** Forgets what is in memory: the transaction was rolled back, or another program has changed the table. */
    void forget() {
        highestOfRun.clear();
        unsaved.clear();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : List.of(highest, near, save, remove)) {
            statement.close();
        }
    }

    private void append(ActivityInterval interval, @Nullable Range top, Instant now) throws SQLException {
        Range unsavedTop = unsaved.get(interval.run());
        long first = interval.first();
        if (top != null && first - 1 == top.last()) {
            first = top.first();
        } else if (unsavedTop != null) {
            save(interval.run(), unsavedTop, now); // after a hole begins another row
        }
        Range range = new Range(first, interval.last(), interval.first());
        highestOfRun.put(interval.run(), range);
        unsaved.put(interval.run(), range);
    }

    /** An interval that begins below the highest range of its run: it comes late, fills a hole, or overlaps. */
    private Acceptance acceptBelow(ActivityInterval interval, Instant now) throws SQLException {
        long first = interval.first();
        long last = interval.last();
        long newest = interval.first();
        List<Range> neighbours = near(interval);
        for (Range range : neighbours) {
            if (range.touches(first, last)) {
                return neighbours.stream()
                                        .filter(r -> r.touches(interval.first(), interval.last()))
                                        .count()
                                == 1
                        ? range.judge(first, last)
                        : Acceptance.OVERLAPS;
            }
        }
        for (Range range : neighbours) { // one that ends just below, one that begins just above, or both
            remove.setBytes(1, bytes(interval.run()));
            remove.setLong(2, range.first());
            remove.executeUpdate();
            if (range.first() > last) {
                last = range.last();
                newest = range.newest();
            } else {
                first = range.first();
            }
        }
        save(interval.run(), new Range(first, last, newest), now);
        highestOfRun.remove(interval.run());
        return Acceptance.ADDED;
    }

    private List<Range> near(ActivityInterval interval) throws SQLException {
        near.setBytes(1, bytes(interval.run()));
        near.setLong(2, interval.last());
        near.setLong(3, interval.first() - 1);
        List<Range> ranges = new ArrayList<>();
        try (ResultSet rows = near.executeQuery()) {
            while (rows.next()) {
                ranges.add(range(rows));
            }
        }
        return ranges;
    }

    private @Nullable Range highestOf(UUID run) throws SQLException {
        Range known = highestOfRun.get(run);
        if (known == null) {
            known = unsaved.get(run);
        }
        if (known != null) {
            return known;
        }
        highest.setBytes(1, bytes(run));
        try (ResultSet rows = highest.executeQuery()) {
            if (!rows.next()) {
                return null;
            }
            Range range = range(rows);
            highestOfRun.put(run, range);
            return range;
        }
    }

    private void save(UUID run, Range range, Instant now) throws SQLException {
        set(run, range, now);
        save.executeUpdate();
    }

    private void set(UUID run, Range range, Instant now) throws SQLException {
        save.setBytes(1, bytes(run));
        save.setLong(2, range.first());
        save.setLong(3, range.last());
        save.setLong(4, range.newest());
        save.setLong(5, now.toEpochMilli());
    }

    private static Range range(ResultSet rows) throws SQLException {
        return new Range(rows.getLong(1), rows.getLong(2), rows.getLong(3));
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
