package dev.tally.aggregation;

import dev.tally.aggregation.internal.SystemClock;
import java.time.Instant;

/**
 * Tells the time to an {@link ActivityMonitor} and lets its threads wait, so that a test can replace both.
 *
 * <p><b>Threads.</b> Any thread may call any method.
 */
public interface Clock {
    /** The argument of {@link #park} that means: wait until {@link #unpark}, without a timer. */
    long FOREVER = Long.MAX_VALUE;

    /** {@return the clock of this machine} */
    static Clock system() {
        return SystemClock.INSTANCE;
    }

    /**
     * Returns a time that never goes back. Its origin is arbitrary: only the difference of two values has a meaning.
     *
     * @return the time in nanoseconds
     */
    long nanoTime();

    /** {@return the time of the wall clock, which may be set back} */
    Instant now();

    /**
     * Waits as {@link java.util.concurrent.locks.LockSupport} does. Returns when {@link #nanoTime} has reached the value, when
     * the thread is unparked or interrupted, at once if it was unparked since its last wait, and possibly for no reason:
     * the caller checks what it waits for and calls this again.
     *
     * @param untilNanos a value of {@link #nanoTime}, or {@link #FOREVER}
     */
    void park(long untilNanos);

    /**
     * Makes the present or the next {@link #park} of a thread return.
     *
     * @param thread the thread that waits or will wait
     */
    void unpark(Thread thread);
}
