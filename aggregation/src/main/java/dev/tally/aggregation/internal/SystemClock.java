package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The clock of this machine. */
public enum SystemClock implements Clock {
    /** The only clock of this kind. */
    INSTANCE;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void park(long untilNanos) {
        if (untilNanos == FOREVER) {
            LockSupport.park(this);
            return;
        }
        long wait = untilNanos - nanoTime();
        if (wait > 0) {
            LockSupport.parkNanos(this, wait);
        }
    }

    @Override
    public void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }
}
