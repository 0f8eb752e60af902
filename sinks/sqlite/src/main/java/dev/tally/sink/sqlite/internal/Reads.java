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

/** The statements of the connection that reads. */
public final class Reads implements AutoCloseable {
    private record Key(long bucketMillis, String source) {}

    private static final Comparator<Key> BY_TIME =
            Comparator.comparingLong(Key::bucketMillis).thenComparing(Key::source);

    private final PreparedStatement since;
    private final PreparedStatement any;

    Reads(Connection connection) throws SQLException {
        this.since = connection.prepareStatement("SELECT received_at_ms, source, " + soundCounts(List.of(Column.ALL))
                + " FROM activity_summaries WHERE received_at_ms >= ? ORDER BY received_at_ms");
        this.any = connection.prepareStatement("SELECT id FROM activity_summaries LIMIT 1");
    }

    /**
     * Returns the buckets of a time, in the order of time and name.
     *
     * <p>Rows with a time in the future were written while the clock of this machine was ahead; they are shown in the
     * bucket of now, so that no count is missing and no bucket lies in the future.
     *
     * @param together whether all sources share a bucket
     */
    public List<Bucket> between(long startMillis, long nowMillis, boolean together) throws SQLException {
        long latest = BucketSplit.bucketOf(nowMillis);
        Map<Key, long[]> sums = new TreeMap<>(BY_TIME);
        since.setLong(1, startMillis);
        try (ResultSet rows = since.executeQuery()) {
            while (rows.next()) {
                long bucket = Math.min(BucketSplit.bucketOf(rows.getLong(1)), latest);
                Key key = new Key(bucket, together ? "" : rows.getString(2));
                Column.addTo(sums.computeIfAbsent(key, k -> new long[Column.ALL.length]), counts(rows));
            }
        }
        return sums.entrySet().stream().map(Reads::bucket).toList();
    }

    /** Reads one row, to check that reading works. */
    public void touch() throws SQLException {
        any.executeQuery().close();
    }

    /** Returns SQL that reads the counts; a value that is no whole number or is negative, as the older program allowed, is 0. */
    static String soundCounts(List<Column> columns) {
        return columns.stream()
                .map(c -> "CASE WHEN typeof(" + c.sql + ") = 'integer' THEN max(" + c.sql + ", 0) ELSE 0 END")
                .collect(Collectors.joining(", "));
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
