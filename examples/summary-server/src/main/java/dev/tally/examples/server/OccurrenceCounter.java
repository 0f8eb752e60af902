package dev.tally.examples.server;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts how often something happens that clients can cause, and says when to log it: at once, then at most once in each
 * period.
 *
 * <p><b>Threads.</b> Any.
 */
final class OccurrenceCounter {
    private final long periodNanos;
    private final AtomicLong unlogged = new AtomicLong();
    private final AtomicLong due = new AtomicLong(System.nanoTime());

    OccurrenceCounter(Duration period) {
        this.periodNanos = period.toNanos();
    }

    /** Counts one occurrence; returns how many there were since the last log line if a line is due, else empty. */
    OptionalLong count() {
        unlogged.incrementAndGet();
        long now = System.nanoTime();
        long at = due.get();
        boolean isDue = now - at >= 0 && due.compareAndSet(at, now + periodNanos);
        return isDue ? OptionalLong.of(unlogged.getAndSet(0)) : OptionalLong.empty();
    }
}
