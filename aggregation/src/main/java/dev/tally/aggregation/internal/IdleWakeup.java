package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Lets the sampler sleep while there is no input, and wakes it at the next report.
 *
 * <p><b>Threads.</b> One thread sleeps, one wakes. The sleeper calls {@link #arm}, then looks at the counters again, then
 * parks. The waker counts and calls {@link #wake}; before it waits for more it calls {@link #wakeAfterFence}. There and in
 * {@code arm} a full fence is between the store and the load, so one of the two sees what the other stored: a count is
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

    /** Creates the wake-up of one sampler, which parks on this clock. */
    public IdleWakeup(Clock clock) {
        this.clock = clock;
    }

    /** Announces that the calling thread is about to sleep. It must look at the counters once more after this. */
    void arm() {
        sleeper = Thread.currentThread();
        asleep = true;
        VarHandle.fullFence();
    }

    /** Says that the calling thread no longer sleeps. */
    void disarm() {
        asleep = false;
    }

    /** Wakes the sleeper, unless it is just falling asleep. Called after each count. */
    void wake() {
        if ((boolean) ASLEEP.getOpaque(this)) {
            unpark();
        }
    }

    /** Wakes the sleeper if it missed a count. Called before the capture thread waits for more input. */
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
