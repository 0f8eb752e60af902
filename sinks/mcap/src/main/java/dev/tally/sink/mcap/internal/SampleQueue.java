package dev.tally.sink.mcap.internal;

import dev.tally.sink.LiveSample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Samples on their way to the recorder's thread: bounded, and given out in batches.
 *
 * <p><b>Threads.</b> Any may offer; the lock is held for an append, or to swap two lists, and never while anybody waits or
 * writes. The recorder is woken by the first sample of a batch and by the one that half fills the queue, not by each.
 */
final class SampleQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final int capacity;
    private List<LiveSample> filling = new ArrayList<>();
    private List<LiveSample> given = new ArrayList<>();
    private long offered;
    private long refused;
    private boolean closed;

    SampleQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Takes a sample, or counts it as refused. */
    void offer(LiveSample sample) {
        lock.lock();
        try {
            offered++;
            if (closed || filling.size() == capacity) {
                refused++;
                return;
            }
            filling.add(sample);
            if (filling.size() == 1 || filling.size() == capacity / 2) {
                wake.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a first sample, as long as it takes but for the given time, then gathers more of them.
     *
     * @param idleNanos how long to wait for the first one
     * @param gatherNanos how long to gather
     * @return the batch, valid until the next call; empty after the idle time, or at the end
     */
    List<LiveSample> next(long idleNanos, long gatherNanos) throws InterruptedException {
        lock.lock();
        try {
            long left = idleNanos;
            while (filling.isEmpty() && !closed && left > 0) {
                left = wake.awaitNanos(left);
            }
            left = gatherNanos;
            while (!filling.isEmpty() && filling.size() < capacity / 2 && !closed && left > 0) {
                left = wake.awaitNanos(left);
            }
            return swap();
        } finally {
            lock.unlock();
        }
    }

    private List<LiveSample> swap() {
        List<LiveSample> batch = filling;
        given.clear();
        filling = given;
        given = batch;
        return batch;
    }

    /** No more is taken; who waits for samples gets the rest at once. */
    void close() {
        lock.lock();
        try {
            closed = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is closed and given out. */
    boolean isDone() {
        lock.lock();
        try {
            return closed && filling.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    long offered() {
        lock.lock();
        try {
            return offered;
        } finally {
            lock.unlock();
        }
    }

    long refused() {
        lock.lock();
        try {
            return refused;
        } finally {
            lock.unlock();
        }
    }

    /** As long as one can wait. */
    static final long FOREVER = TimeUnit.DAYS.toNanos(3650);
}
