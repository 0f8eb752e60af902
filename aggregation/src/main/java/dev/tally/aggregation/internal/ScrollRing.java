package dev.tally.aggregation.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A queue of fixed size for scroll reports on their way from the capture thread to the sampler.
 *
 * <p><b>Threads.</b> One puts, one takes; neither ever waits. The putter publishes a slot by a release store of
 * {@code put}, the taker frees it by one of {@code taken}; each reads the other's number with acquire.
 *
 * <p><b>Failure.</b> A report that finds the ring full is added to the next one that fits: scrolling is then coarser, and only
 * what still waits when scrolling ends is lost.
 *
 * <p><b>Cost.</b> No allocation; a few loads and stores.
 */
final class ScrollRing {
    private static final int CAPACITY = 256; // a power of two; the sampler empties it every few milliseconds
    private static final VarHandle PUT;
    private static final VarHandle TAKEN;

    static {
        try {
            PUT = MethodHandles.lookup().findVarHandle(ScrollRing.class, "put", long.class);
            TAKEN = MethodHandles.lookup().findVarHandle(ScrollRing.class, "taken", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] slots = new long[CAPACITY];
    private long put; // written by the putter
    private long taken; // written by the taker
    private int waitingHorizontal; // the putter's own
    private int waitingVertical;

    /** Receives the reports, oldest first. */
    interface Taker {
        /** Receives one report, in 120ths of a detent. */
        void take(int horizontal120, int vertical120);
    }

    /** Adds a report, in 120ths of a detent. */
    void put(int horizontal120, int vertical120) {
        waitingHorizontal += horizontal120;
        waitingVertical += vertical120;
        long next = put; // plain read: we are the only writer
        if (next - (long) TAKEN.getAcquire(this) < CAPACITY) {
            slots[(int) (next % CAPACITY)] = (long) waitingHorizontal << 32 | waitingVertical & 0xffff_ffffL;
            waitingHorizontal = 0;
            waitingVertical = 0;
            PUT.setRelease(this, next + 1);
        }
    }

    /** Hands every report in the ring to the taker and removes it. */
    void takeAll(Taker taker) {
        long end = (long) PUT.getAcquire(this);
        for (long i = taken; i < end; i++) {
            long report = slots[(int) (i % CAPACITY)];
            TAKEN.setRelease(this, i + 1);
            taker.take((int) (report >> 32), (int) report);
        }
    }
}
