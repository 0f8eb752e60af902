package dev.tally.capture.xrecord.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The progress of the reader of a recording, for the threads that wait for it.
 *
 * <p>States: new, live after the server has started the recording, over after the reader has left it for any reason;
 * a recording that fails early is over without having been live. Only the reader changes the state, under the lock; marks
 * and replies only grow. A waiting thread returns when its condition holds or the recording is over.
 *
 * <p><b>Threads.</b> The reader writes, any thread may wait.
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

    /** Counts one more reply that was handled. */
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

    /** Adds marks that were read; all reports before them have been delivered. */
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

    /** Returns whether reports are being recorded. */
    boolean isLive() {
        return live && !over;
    }

    boolean isOver() {
        return over;
    }

    long replies() {
        return replies;
    }

    /** Waits for the beginning or the end; returns false if neither comes in time. */
    boolean awaitLive(long nanos) throws InterruptedException {
        return await(() -> live || over, nanos);
    }

    /** Waits for the end; returns false if it does not come in time. */
    boolean awaitOver(long nanos) throws InterruptedException {
        return await(() -> over, nanos);
    }

    /** Waits for this many marks since the beginning, or for the end; returns false if neither comes in time. */
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

    /** The time without progress after which the reader is taken to be stuck. */
    static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
}
