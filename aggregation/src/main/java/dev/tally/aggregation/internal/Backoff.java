package dev.tally.aggregation.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Chooses how long to wait before trying again: a random time up to a limit that doubles with every failure ("full jitter"), so
 * that many clients of a server that returns do not retry at the same moment.
 *
 * <p><b>Threads.</b> One.
 */
final class Backoff {
    private static final int MOST_DOUBLINGS = 20;

    private final long baseNanos;
    private final long capNanos;
    private final RandomGenerator random;

    Backoff(Duration base, Duration cap, RandomGenerator random) {
        this.baseNanos = base.toNanos();
        this.capNanos = cap.toNanos();
        this.random = random;
    }

    /**
     * Returns a random wait in nanoseconds.
     *
     * @param failures how many attempts have failed in a row, from 1
     */
    long nanosAfter(int failures) {
        return random.nextLong(limitNanos(failures) + 1);
    }

    /** Returns the longest wait in nanoseconds after so many failures in a row. */
    long limitNanos(int failures) {
        return Math.min(capNanos, baseNanos << Math.min(failures - 1, MOST_DOUBLINGS));
    }
}
