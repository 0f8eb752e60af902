package dev.tally.capture.xrecord.internal.x11;

import java.time.Duration;

/** The moment until which a server may take its time. */
public final class Deadline {
    private final long limitNanos;
    private final long endNanos;

    private Deadline(long limitNanos) {
        this.limitNanos = limitNanos;
        this.endNanos = System.nanoTime() + limitNanos;
    }

    /** From now on. */
    public static Deadline in(Duration time) {
        return new Deadline(time.toNanos());
    }

    /** What is left, 0 when it is over. */
    public long remainingNanos() {
        return Math.max(0, endNanos - System.nanoTime());
    }

    /** What is left, rounded up, so that only a deadline that is over has 0 left. */
    public int remainingMillis() {
        return (int) ((remainingNanos() + 999_999) / 1_000_000);
    }

    /** The whole time that was given, for messages. */
    @Override
    public String toString() {
        return limitNanos / 1_000_000 / 1e3 + " s";
    }
}
