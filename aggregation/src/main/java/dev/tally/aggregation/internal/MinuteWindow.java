package dev.tally.aggregation.internal;

import java.util.Arrays;

/**
 * Sums amounts over the last 60 seconds, in constant memory: one bucket a second.
 *
 * <p><b>Threads.</b> One.
 */
final class MinuteWindow {
    static final int SECONDS = 60;
    /** The answer of {@link #nextChange} and {@link #emptyAt} while the window holds nothing. */
    static final long NEVER = Long.MAX_VALUE;

    private final long[] buckets = new long[SECONDS];
    private long newest;
    private long sum;

    /**
     * Adds an amount to a second and drops the seconds that are 60 or more before it.
     *
     * @param second a running number, never smaller than before
     * @param amount what happened in that second; negative where it corrects an earlier one
     */
    void add(long second, long amount) {
        advanceTo(second);
        buckets[bucketOf(second)] += amount;
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
            int bucket = bucketOf(newest);
            sum -= buckets[bucket];
            buckets[bucket] = 0;
        }
    }

    /** Returns the sum of the minute that ends with the newest second. */
    long sum() {
        return sum;
    }

    /** Returns the second at which the sum changes next if nothing is added, or {@link #NEVER}. */
    long nextChange() {
        for (long second = newest + 1; second <= newest + SECONDS; second++) {
            if (buckets[bucketOf(second)] != 0) {
                return second;
            }
        }
        return NEVER;
    }

    /** Returns the second at which the window becomes empty if nothing is added, or {@link #NEVER} if it is. */
    long emptyAt() {
        for (long second = newest + SECONDS; second > newest; second--) {
            if (buckets[bucketOf(second)] != 0) {
                return second;
            }
        }
        return NEVER;
    }

    private static int bucketOf(long second) {
        return (int) (second % SECONDS);
    }
}
