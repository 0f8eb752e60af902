package dev.tally.sink.store.internal;

import dev.tally.sink.store.Bucket;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up rows of counts by bucket and source.
 *
 * <p><b>Threads.</b> One at a time.
 */
public final class BucketSums {
    private record Key(long startMillis, String source) {}

    private static final Comparator<Key> BY_TIME =
            Comparator.comparingLong(Key::startMillis).thenComparing(Key::source);

    private final Map<Key, long[]> sums = new TreeMap<>(BY_TIME);

    /** Adds the counts of a row to the bucket of its source; a sum stops at 2<sup>63</sup> − 1. */
    public void add(long startMillis, String source, long[] counts) {
        Column.addTo(sums.computeIfAbsent(new Key(startMillis, source), key -> new long[Column.ALL.length]), counts);
    }

    /** Returns the number of buckets. */
    public int size() {
        return sums.size();
    }

    /** Returns one bucket for each time and source, in the order of time and then of the name. */
    public List<Bucket> buckets() {
        return sums.entrySet().stream()
                .map(sum -> new Bucket(
                        Instant.ofEpochMilli(sum.getKey().startMillis),
                        sum.getKey().source,
                        Column.toCounts(sum.getValue())))
                .toList();
    }
}
