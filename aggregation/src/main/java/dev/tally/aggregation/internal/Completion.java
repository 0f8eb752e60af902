package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens once, and that one thread may wait for on the monitor's clock.
 *
 * <p><b>Threads.</b> Any thread raises it, one waits. Both fields are volatile, so the one that comes second sees the
 * other.
 */
final class Completion {
    private final Clock clock;
    private volatile boolean raised;
    private volatile @Nullable Thread waiter;

    Completion(Clock clock) {
        this.clock = clock;
    }

    void raise() {
        raised = true;
        Thread thread = waiter;
        if (thread != null) {
            clock.unpark(thread);
        }
    }

    boolean isRaised() {
        return raised;
    }

    /** Waits until it is raised or the time has come. An interrupt is kept for later: this wait is bounded anyway. */
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
