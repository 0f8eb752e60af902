package dev.tally.aggregation.internal;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The intervals that wait for one sink, bounded by merging.
 *
 * <p>When it is full, the newest interval in it is merged with the one that comes: time becomes coarser, no count is lost.
 * An interval that was attempted is frozen: if the answer was lost, the receiver has it, and only an unchanged repetition
 * can be told from a new one. At most the oldest is frozen, so with room for two there is always one to merge.
 *
 * <p><b>Threads.</b> Any thread may call any method; each holds the lock for a few additions. The capture thread never
 * does.
 */
final class Outbox {
    static final int LEAST_CAPACITY = 2;

    private final int capacity;
    private final ArrayDeque<ActivityInterval> waiting = new ArrayDeque<>();
    private Counts offered = Counts.NONE;
    private Counts delivered = Counts.NONE;

    Outbox(int capacity) {
        if (capacity < LEAST_CAPACITY) {
            throw new IllegalArgumentException("outbox capacity is " + capacity + "; it must be at least "
                    + LEAST_CAPACITY + ": one that is being sent, one to merge into");
        }
        this.capacity = capacity;
    }

    synchronized void offer(ActivityInterval interval) {
        offered = offered.plus(interval.counts());
        boolean full = waiting.size() == capacity;
        waiting.add(full ? waiting.removeLast().merge(interval) : interval);
    }

    /** The oldest interval; from now on it is frozen. */
    synchronized Optional<ActivityInterval> attempt() {
        return Optional.ofNullable(waiting.peek()); // frozen by its place: only the last of at least two is merged
    }

    /** The sink has accepted the oldest interval. */
    synchronized void accepted() {
        delivered = delivered.plus(waiting.remove().counts());
    }

    /** What went through here, at one moment. */
    synchronized Holdings holdings() {
        Counts held = Counts.NONE;
        for (ActivityInterval interval : waiting) {
            held = held.plus(interval.counts());
        }
        return new Holdings(offered, delivered, held, waiting.size());
    }

    /**
     * @param offered everything that was ever put in
     * @param delivered what the sink has accepted of it
     * @param held what is still here
     * @param intervals in so many intervals
     */
    record Holdings(Counts offered, Counts delivered, Counts held, int intervals) {}
}
