package dev.tally.capture;

import java.util.concurrent.TimeUnit;

/**
 * The pause before a session opens a failed source again: it doubles with each attempt, up to a limit.
 *
 * <p><b>Threads.</b> One.
 */
final class ReopenPause {
    static final long LONGEST_MILLIS = 1000;

    private static final long FIRST_MILLIS = 50;
    /** After a source has run this long, the next pause is the shortest one again. */
    private static final long SOUND_NANOS = TimeUnit.SECONDS.toNanos(5);

    private long millis = FIRST_MILLIS;

    /** Notes that a source failed after it had run for this time. */
    void failedAfter(long nanos) {
        if (nanos > SOUND_NANOS) {
            millis = FIRST_MILLIS;
        }
    }

    /** Returns the pause before the next attempt in milliseconds, and doubles the one after that. */
    long nextMillis() {
        long next = millis;
        millis = Math.min(2 * millis, LONGEST_MILLIS);
        return next;
    }
}
