package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import java.time.Instant;

/** Creates counter rows without a sampler: a flag says whether the sampler would have been woken. */
final class Rows {
    private Rows() {}

    /** A clock that remembers that a thread was woken. */
    static final class WakeFlag implements Clock {
        volatile boolean woken;

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public void park(long untilNanos) {
            throw new UnsupportedOperationException("no thread waits on this clock");
        }

        @Override
        public void unpark(Thread thread) {
            woken = true;
        }
    }

    static CounterRow row(IdleWakeup idleWakeup) {
        return new CounterRow(idleWakeup, (keyboards, pointers) -> {});
    }
}
