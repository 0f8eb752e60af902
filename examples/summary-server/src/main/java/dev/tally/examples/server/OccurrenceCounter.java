package dev.tally.examples.server;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits how often something that strangers can cause is logged: at once, then at most once in each period.
 *
 * <p><b>Threads.</b> Any.
 */
final class OccurrenceCounter {
    private final long periodNanos;
    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong due = new AtomicLong(System.nanoTime());

    OccurrenceCounter(Duration period) {
        this.periodNanos = period.toNanos();
    }

    /** Counts one occurrence; returns how many there were since the last line if a line is due, else nothing. */
    OptionalLong count() {
        untold.incrementAndGet();
        long now = System.nanoTime();
        long at = due.get();
        boolean isDue = now - at >= 0 && due.compareAndSet(at, now + periodNanos);
        return isDue ? OptionalLong.of(untold.getAndSet(0)) : OptionalLong.empty();
    }
}
