package dev.tally.aggregation.internal;

import java.util.Arrays;

/**
 * The sum of the last 60 seconds, in constant memory: one bucket a second, whatever happens in it.
 *
 * <p><b>Threads.</b> One.
 */
final class MinuteWindow {
    static final int SECONDS = 60;

    private final long[] buckets = new long[SECONDS];
    private long newest;
    private long sum;

    /**
     * Adds to a second and forgets what is older than a minute by then.
     *
     * @param second a running number, never smaller than before
     */
    void add(long second, long amount) {
        advanceTo(second);
        buckets[(int) (second % SECONDS)] += amount;
        sum += amount;
    }

    private void advanceTo(long second) {
        if (second - newest >= SECONDS) {
            Arrays.fill(buckets, 0);
            sum = 0;
            newest = second;
        }
        while (newest < second) {
            newest++;
            int bucket = (int) (newest % SECONDS);
            sum -= buckets[bucket];
            buckets[bucket] = 0;
        }
    }

    /** The sum of the minute that ends with the newest second. */
    long sum() {
        return sum;
    }
}
