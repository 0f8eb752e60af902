package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import java.time.Instant;

/** A counter row whose sampler is imagined: a flag says whether it would have been woken. */
final class Rows {
    private Rows() {}

    /** Remembers that somebody was woken. */
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
            throw new UnsupportedOperationException("nobody waits here");
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
