package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The sleep of the sampler while nothing happens, and the first report that ends it.
 *
 * <p><b>Threads.</b> One thread sleeps, one wakes. The sleeper calls {@link #arm}, then looks at the counters again, then
 * parks. The waker counts, then calls {@link #wake}. Both the count and the flag are written and read as volatiles, which
 * have one order that all threads agree on; so either the sleeper's second look finds the count, or the waker finds the
 * flag. Weaker stores would allow both to miss: a wake-up lost until the next report.
 *
 * <p><b>Cost.</b> {@link #wake} is one volatile read while the sampler is awake.
 */
public final class Dormancy {
    private final Clock clock;
    private volatile boolean asleep;
    private volatile @Nullable Thread sleeper;

    public Dormancy(Clock clock) {
        this.clock = clock;
    }

    /** Announces that the calling thread is about to sleep. Look at what it waits for again after this. */
    void arm() {
        sleeper = Thread.currentThread();
        asleep = true;
    }

    /** Takes it back. */
    void disarm() {
        asleep = false;
    }

    /** Called after each count. */
    void wake() {
        if (asleep) {
            unpark();
        }
    }

    private void unpark() {
        asleep = false; // one is enough: the sleeper arms again before it sleeps again
        Thread thread = sleeper;
        if (thread != null) {
            clock.unpark(thread);
        }
    }
}
