package dev.tally.sink.mcap.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded queue from which the recorder's thread takes samples in batches.
 *
 * <p><b>Threads.</b> Any thread may offer. The lock is held to append a sample or to swap two lists, never while a
 * thread waits or writes. The recorder is woken by the first sample of a batch and by the one that fills half of the
 * queue, not by each.
 */
final class SampleQueue {
    /** A waiting time without an end, in nanoseconds: ten years. */
    static final long UNBOUNDED = TimeUnit.DAYS.toNanos(3650);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final int capacity;
    private List<TopicSample> filling = new ArrayList<>();
    private List<TopicSample> given = new ArrayList<>();
    private long offered;
    private long refused;
    private boolean closed;

    SampleQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Appends a sample; counts it as refused if the queue is full or closed. */
    void offer(TopicSample sample) {
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
     * Waits for a first sample, then gathers more of them.
     *
     * @param idleNanos how long to wait at most for the first one
     * @param gatherNanos how long to gather; less if half of the queue is full
     * @return the batch, valid until the next call; empty after the idle time, or at the end
     */
    List<TopicSample> next(long idleNanos, long gatherNanos) throws InterruptedException {
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

    private List<TopicSample> swap() {
        List<TopicSample> batch = filling;
        given.clear();
        filling = given;
        given = batch;
        return batch;
    }

    /** Refuses further samples; a thread that waits for samples gets the rest at once. */
    void close() {
        lock.lock();
        try {
            closed = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the queue is closed and empty. */
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
}
