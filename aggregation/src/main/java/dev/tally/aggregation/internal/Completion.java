package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import org.jspecify.annotations.Nullable;

/**
 * An event that happens once; one thread may wait for it on the monitor's clock.
 *
 * <p><b>Threads.</b> Any thread raises it, one thread waits. Both fields are volatile, so the thread that comes second sees what
 * the first has written.
 */
final class Completion {
    private final Clock clock;
    private volatile boolean raised;
    private volatile @Nullable Thread waiter;

    Completion(Clock clock) {
        this.clock = clock;
    }

    /** Says that the event has happened, and wakes the thread that waits. */
    void raise() {
        raised = true;
        Thread thread = waiter;
        if (thread != null) {
            clock.unpark(thread);
        }
    }

    /** Returns whether the event has happened. */
    boolean isRaised() {
        return raised;
    }

    /** Waits until the event or the deadline; returns whether the event has happened. An interrupt does not end the wait. */
    boolean awaitUntil(long deadlineNanos) {
        boolean interrupted = false;
        waiter = Thread.currentThread();
        while (!raised && clock.nanoTime() - deadlineNanos < 0) {
            clock.park(deadlineNanos);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return raised;
    }
}
