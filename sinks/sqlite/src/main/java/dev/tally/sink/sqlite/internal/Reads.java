package dev.tally.sink.sqlite.internal;

import dev.tally.sink.sqlite.Bucket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements of the connection that reads. */
public final class Reads implements AutoCloseable {
    private record Key(long bucketMillis, String source) {}

    private static final Comparator<Key> BY_TIME =
            Comparator.comparingLong(Key::bucketMillis).thenComparing(Key::source);

    private final PreparedStatement since;
    private final PreparedStatement any;

    Reads(Connection connection) throws SQLException {
        // What is no whole number, or negative, was let in by the older program and counts as 0.
        String counts = Stream.of(Column.ALL)
                .map(c -> "CASE WHEN typeof(" + c.sql + ") = 'integer' THEN max(" + c.sql + ", 0) ELSE 0 END")
                .collect(Collectors.joining(", "));
        this.since = connection.prepareStatement("SELECT received_at_ms, source, " + counts
                + " FROM activity_summaries WHERE received_at_ms >= ? ORDER BY received_at_ms");
        this.any = connection.prepareStatement("SELECT id FROM activity_summaries LIMIT 1");
    }

    /** The buckets since then, in the order of time and name; of all sources together, or each on its own. */
    public List<Bucket> since(long startMillis, boolean together) throws SQLException {
        Map<Key, long[]> sums = new TreeMap<>(BY_TIME);
        since.setLong(1, startMillis);
        try (ResultSet rows = since.executeQuery()) {
            while (rows.next()) {
                Key key = new Key(BucketSplit.bucketOf(rows.getLong(1)), together ? "" : rows.getString(2));
                Column.addTo(sums.computeIfAbsent(key, k -> new long[Column.ALL.length]), counts(rows));
            }
        }
        return sums.entrySet().stream().map(Reads::bucket).toList();
    }

    /** Does nothing but read. */
    public void touch() throws SQLException {
        any.executeQuery().close();
    }

    @Override
    public void close() throws SQLException {
        since.close();
        any.close();
    }

    private static long[] counts(ResultSet rows) throws SQLException {
        long[] values = new long[Column.ALL.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.getLong(3 + i);
        }
        return values;
    }

    private static Bucket bucket(Map.Entry<Key, long[]> sum) {
        Instant start = Instant.ofEpochMilli(sum.getKey().bucketMillis());
        return new Bucket(start, sum.getKey().source(), Column.toCounts(sum.getValue()));
    }
}
