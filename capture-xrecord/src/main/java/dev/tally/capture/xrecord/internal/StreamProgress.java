package dev.tally.capture.xrecord.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How far the reader of a recording has come, for those who wait for it.
 *
 * <p><b>Threads.</b> The reader writes, anyone may wait.
 *
 * <p><b>Cost.</b> {@link #reply} is one store; only marks, the beginning and the end take the lock.
 */
final class StreamProgress {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean live;
    private volatile boolean over;
    private volatile long marks;
    private volatile long replies;

    /** One more reply was dealt with. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void reply() {
        replies = replies + 1;
    }

    void live() {
        change(() -> live = true);
    }

    void over() {
        change(() -> over = true);
    }

    /** This many marks came through, and with them all reports before them. */
    void marks(int count) {
        change(() -> marks = marks + count);
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Between the first and the last report. */
    boolean isLive() {
        return live && !over;
    }

    boolean isOver() {
        return over;
    }

    long replies() {
        return replies;
    }

    /** Waits for the beginning, or the end; false if neither comes in time. */
    boolean awaitLive(long nanos) throws InterruptedException {
        return await(() -> live || over, nanos);
    }

    /** Waits for the end; false if it does not come in time. */
    boolean awaitOver(long nanos) throws InterruptedException {
        return await(() -> over, nanos);
    }

    /** Waits for this many marks since the beginning, or the end; false if neither comes in time. */
    boolean awaitMarks(long count, long nanos) throws InterruptedException {
        return await(() -> marks >= count || over, nanos);
    }

    private boolean await(java.util.function.BooleanSupplier condition, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!condition.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return condition.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    /** The pause that a reader may make before it is taken to be stuck. */
    static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
}
