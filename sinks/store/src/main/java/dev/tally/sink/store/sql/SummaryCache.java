package dev.tally.sink.store.sql;

import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.internal.BucketSplit;
import dev.tally.sink.store.internal.Column;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The totals of the last days in memory, brought up to date at each reading by what has changed since.
 *
 * <p><b>Threads.</b> Any.
 *
 * <p><b>Cost.</b> One row is read if nothing has changed, and one more for each bucket that has. The list that is
 * returned is the same object as long as its content is the same.
 */
public final class SummaryCache {
    /** How far back the cache goes. */
    public static final Duration LONGEST = Duration.ofDays(14);

    private static final long SLACK_MILLIS = Duration.ofDays(1).toMillis();

    private final TreeMap<Long, Bucket> buckets = new TreeMap<>();
    private List<Bucket> last = List.of();
    private long lastFrom;
    private long lastLatest;
    private long version = -1;
    private long loadedFrom;

    /** Returns the totals since a time, which is at most {@link #LONGEST} before now. */
    public synchronized List<Bucket> since(Instant from, Instant now, CountReader reader) throws SQLException {
        long first = BucketSplit.bucketOf(from.toEpochMilli());
        long latest = BucketSplit.bucketOf(now.toEpochMilli());
        boolean changed = update(first, reader);
        if (changed || first != lastFrom || latest != lastLatest) {
            last = list(first, latest);
            lastFrom = first;
            lastLatest = latest;
        }
        return last;
    }

    /** Forgets everything, because totals were removed. */
    public synchronized void forget() {
        version = -1;
        buckets.clear();
    }

    private boolean update(long first, CountReader reader) throws SQLException {
        long present = reader.version();
        if (first < loadedFrom || present < version) { // the clock was set back, or the database was replaced
            buckets.clear();
            version = -1;
        }
        if (present == version) {
            return false;
        }
        if (version < 0) {
            loadedFrom = first - SLACK_MILLIS;
        }
        reader.changedTotals(version, loadedFrom, (start, isPresent, counts) -> {
            if (isPresent) {
                buckets.put(start, new Bucket(Instant.ofEpochMilli(start), "", Column.toCounts(counts)));
            } else {
                buckets.remove(start);
            }
        });
        buckets.headMap(first - SLACK_MILLIS).clear();
        loadedFrom = Math.max(loadedFrom, first - SLACK_MILLIS);
        version = present;
        return true;
    }

    /** Rows with a time in the future are shown in the bucket of now. */
    private List<Bucket> list(long first, long latest) {
        List<Bucket> list = new ArrayList<>(buckets.subMap(first, latest).values());
        long[] sum = new long[Column.ALL.length];
        for (Bucket bucket : buckets.tailMap(latest).values()) {
            Column.addTo(sum, Column.toArray(bucket.counts()));
        }
        if (!buckets.tailMap(latest).isEmpty()) {
            list.add(new Bucket(Instant.ofEpochMilli(latest), "", Column.toCounts(sum)));
        }
        return List.copyOf(list);
    }
}
