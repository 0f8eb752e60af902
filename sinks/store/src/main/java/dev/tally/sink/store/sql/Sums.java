package dev.tally.sink.store.sql;

import dev.tally.sink.store.internal.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sums of a batch, added up in memory first: many contributions of a batch belong to the same row.
 *
 * <p><b>Threads.</b> One at a time.
 */
final class Sums implements AutoCloseable {
    private record Row(String source, long startMillis) {}

    /** A source's row or, with an empty source, the total of all. */
    private record Merged(Level level, String source, long startMillis) {}

    private final Map<Row, long[]> buckets = new HashMap<>();
    private final Map<Merged, long[]> rollups = new HashMap<>();
    private final Map<Merged, long[]> totals = new HashMap<>();
    private final PreparedStatement addBucket;
    private final PreparedStatement addRollup;
    private final PreparedStatement addTotal;

    Sums(Connection connection, Dialect dialect) throws SQLException {
        this.addBucket = connection.prepareStatement("INSERT INTO activity_summaries AS t (received_at_ms, source, "
                + Statements.names() + dialect.furtherColumns() + ") VALUES (?, ?, " + Statements.placeholders()
                + dialect.furtherValues() + ") ON CONFLICT " + dialect.bucketKey() + " DO UPDATE SET "
                + Statements.saturatingSums());
        this.addRollup = connection.prepareStatement(
                "INSERT INTO activity_rollups AS t (minutes, source, start_ms, " + Statements.names()
                        + ") VALUES (?, ?, ?, " + Statements.placeholders()
                        + ") ON CONFLICT (minutes, source, start_ms) DO UPDATE SET " + Statements.saturatingSums());
        this.addTotal = connection.prepareStatement(
                "INSERT INTO activity_totals AS t (minutes, start_ms, changed, " + Statements.names()
                        + ") VALUES (?, ?, ?, " + Statements.placeholders()
                        + ") ON CONFLICT (minutes, start_ms) DO UPDATE SET present = 1, changed = excluded.changed, "
                        + Statements.saturatingSums());
    }

    /** Adds counts to a row of five minutes. */
    void add(String source, long bucketMillis, long[] counts) {
        add(buckets, new Row(source, bucketMillis), counts);
    }

    /** Adds counts of a row that is in the table already to its quarter hour and day, and to the totals of these. */
    void merge(String source, long bucketMillis, long[] counts) {
        for (Level level : new Level[] {Level.QUARTER_HOUR, Level.DAY}) {
            long start = level.floor(bucketMillis);
            add(rollups, new Merged(level, source, start), counts);
            add(totals, new Merged(level, "", start), counts);
        }
    }

    /** Adds counts of a row that is in the table already to the total of its five minutes. */
    void total(long bucketMillis, long[] counts) {
        add(totals, new Merged(Level.FIVE_MINUTES, "", bucketMillis), counts);
    }

    /** Adds counts to a source's row of a quarter hour or a day, and to no total. */
    void rollup(Level level, String source, long startMillis, long[] counts) {
        add(rollups, new Merged(level, source, level.floor(startMillis)), counts);
    }

    /** Adds counts to the total of a quarter hour or a day. */
    void mergedTotal(Level level, long startMillis, long[] counts) {
        add(totals, new Merged(level, "", level.floor(startMillis)), counts);
    }

    /** Writes all sums; rows of a time that is merged already are merged too. */
    void write(StoreState state) throws SQLException {
        buckets.forEach((row, counts) -> {
            total(row.startMillis, counts);
            if (row.startMillis < state.mergedUntil()) {
                merge(row.source, row.startMillis, counts);
            }
        });
        writeBuckets();
        writeRollups();
        writeTotals(state.version());
    }

    /** Returns the number of rows to write. */
    int size() {
        return buckets.size() + rollups.size() + totals.size();
    }

    void clear() {
        buckets.clear();
        rollups.clear();
        totals.clear();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : List.of(addBucket, addRollup, addTotal)) {
            statement.close();
        }
    }

    private void writeBuckets() throws SQLException {
        for (Map.Entry<Row, long[]> entry : buckets.entrySet()) {
            addBucket.setLong(1, entry.getKey().startMillis);
            addBucket.setString(2, entry.getKey().source);
            Statements.set(addBucket, 3, entry.getValue());
            addBucket.addBatch();
        }
        execute(addBucket, buckets);
    }

    private void writeRollups() throws SQLException {
        for (Map.Entry<Merged, long[]> entry : rollups.entrySet()) {
            addRollup.setInt(1, entry.getKey().level.minutes);
            addRollup.setString(2, entry.getKey().source);
            addRollup.setLong(3, entry.getKey().startMillis);
            Statements.set(addRollup, 4, entry.getValue());
            addRollup.addBatch();
        }
        execute(addRollup, rollups);
    }

    private void writeTotals(long version) throws SQLException {
        for (Map.Entry<Merged, long[]> entry : totals.entrySet()) {
            addTotal.setInt(1, entry.getKey().level.minutes);
            addTotal.setLong(2, entry.getKey().startMillis);
            addTotal.setLong(3, version);
            Statements.set(addTotal, 4, entry.getValue());
            addTotal.addBatch();
        }
        execute(addTotal, totals);
    }

    private static <K> void execute(PreparedStatement statement, Map<K, long[]> sums) throws SQLException {
        if (!sums.isEmpty()) {
            statement.executeBatch();
        }
    }

    private static <K> void add(Map<K, long[]> sums, K row, long[] counts) {
        Column.addTo(sums.computeIfAbsent(row, key -> new long[Column.ALL.length]), counts);
    }
}
