package dev.tally.capture.xrecord.internal.x11;

import java.time.Duration;

/** The moment at which an answer of the server counts as late. */
public final class Deadline {
    private final long limitNanos;
    private final long endNanos;

    private Deadline(long limitNanos) {
        this.limitNanos = limitNanos;
        this.endNanos = System.nanoTime() + limitNanos;
    }

    /**
     * Returns a deadline that begins now.
     *
     * @param time the time that the server may take
     */
    public static Deadline in(Duration time) {
        return new Deadline(time.toNanos());
    }

    /** {@return the time left in nanoseconds, 0 when the deadline has passed} */
    public long remainingNanos() {
        return Math.max(0, endNanos - System.nanoTime());
    }

    /** {@return the time left in milliseconds, rounded up: 0 only when the deadline has passed} */
    public int remainingMillis() {
        return (int) ((remainingNanos() + 999_999) / 1_000_000);
    }

    /** {@return the time that was given at the start, in seconds, for messages} */
    @Override
    public String toString() {
        return limitNanos / 1_000_000 / 1e3 + " s";
    }
}
