package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The sleep of the sampler while nothing happens, and the report that ends it.
 *
 * <p><b>Threads.</b> One thread sleeps, one wakes. The sleeper calls {@link #arm}, then looks at the counters again, then
 * parks. The waker counts and calls {@link #wake}; before it waits for more it calls {@link #wakeAfterFence}. There and in
 * {@code arm} a full fence stands between the store and the load, so one of the two sees what the other stored: a count is
 * found, or the sleeper is woken. {@code wake} alone has no fence: it may look at the flag before its count is visible, and
 * then both miss. docs/concurrency.md has the proof and what the fences cost.
 *
 * <p><b>Cost.</b> {@link #wake} is one plain load, {@link #wakeAfterFence} a full fence more, while the sampler is awake.
 */
public final class IdleWakeup {
    private static final VarHandle ASLEEP;

    static {
        try {
            ASLEEP = MethodHandles.lookup().findVarHandle(IdleWakeup.class, "asleep", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Clock clock;
    private volatile boolean asleep; // also through ASLEEP
    private volatile @Nullable Thread sleeper;

    public IdleWakeup(Clock clock) {
        this.clock = clock;
    }

    /** Announces that the calling thread is about to sleep. It must look at the counters once more after this. */
    void arm() {
        sleeper = Thread.currentThread();
        asleep = true;
        VarHandle.fullFence();
    }

    /** Takes it back. */
    void disarm() {
        asleep = false;
    }

    /** After each count: wakes the sleeper, unless it is just falling asleep. */
    void wake() {
        if ((boolean) ASLEEP.getOpaque(this)) {
            unpark();
        }
    }

    /** Before waiting for more to count: wakes the sleeper if it missed any. */
    void wakeAfterFence() {
        VarHandle.fullFence();
        wake();
    }

    private void unpark() {
        asleep = false; // one is enough: the sleeper arms again before it sleeps again
        Thread thread = sleeper;
        if (thread != null) {
            clock.unpark(thread);
        }
    }
}
