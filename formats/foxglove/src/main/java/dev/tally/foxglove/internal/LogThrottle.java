package dev.tally.foxglove.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Says yes at once, then at most once in each period: for log lines that strangers could otherwise write at will. */
final class LogThrottle {
    private final long periodNanos;
    private final AtomicLong next = new AtomicLong(System.nanoTime());

    LogThrottle(Duration period) {
        periodNanos = period.toNanos();
    }

    boolean isDue() {
        long now = System.nanoTime();
        long due = next.get();
        return now - due >= 0 && next.compareAndSet(due, now + periodNanos);
    }
}
