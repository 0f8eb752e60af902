package dev.tally.aggregation;

import dev.tally.aggregation.internal.SystemClock;
import java.time.Instant;

/**
 * The time, and waiting for it: everything that a {@link ActivityMonitor} knows about either, so that tests can do
 * without both.
 *
 * <p><b>Threads.</b> Any thread may call any method.
 */
public interface Clock {
    /** For {@link #park}: until {@link #unpark}, with no timed wake-up. */
    long FOREVER = Long.MAX_VALUE;

    /** The clock of this machine. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }

    /** A time that never goes back, with an arbitrary origin, in nanoseconds. Differences mean something, values do not. */
    long nanoTime();

    /** The wall clock. It may be set back. */
    Instant now();

    /**
     * Waits as {@link java.util.concurrent.locks.LockSupport} does: until {@link #nanoTime} reaches the value, or the
     * thread is unparked, was unparked since its last wait, or is interrupted, or for no reason. Callers look again.
     *
     * @param untilNanos a value of {@link #nanoTime}, or {@link #FOREVER}
     */
    void park(long untilNanos);

    /** Makes the thread's present or next {@link #park} return. */
    void unpark(Thread thread);
}
