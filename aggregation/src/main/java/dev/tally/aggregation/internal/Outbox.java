package dev.tally.aggregation.internal;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * Holds the intervals that wait for one sink, bounded by merging.
 *
 * <p>When it is full, the newest interval in it is merged with the next one: time becomes coarser, no count is lost. An
 * interval that was attempted never changes: if the answer was lost, the receiver has it, and only an unchanged repetition
 * can be told from a new one. At most the oldest was attempted in this run, so an outbox of two can always merge. Intervals
 * that the spool restored belong to other runs and are never merged; new ones are merged beside them.
 *
 * <p><b>Threads.</b> Any thread may call any method; each holds the lock for a few additions and, with a spool, for one
 * write. The capture thread calls none.
 */
public final class Outbox {
    static final int LEAST_CAPACITY = 2;

    private final int capacity;
    private final Store store;
    private final ArrayDeque<ActivityInterval> waiting = new ArrayDeque<>();
    private final Counts restored;
    private Counts offered;
    private Counts delivered = Counts.NONE;

    /** Keeps on disk what an outbox holds. Called under the lock of the outbox; must not throw. */
    public interface Store {
        /** Keeps nothing. */
        Store NONE = new Store() {};

        /** Returns what earlier runs left, oldest first. */
        default List<ActivityInterval> restored() {
            return List.of();
        }

        /** Called when an interval was put in, and merged if the outbox was full; {@code waiting} is what is in it now. */
        default void offered(List<ActivityInterval> waiting, ActivityInterval newest) {}

        /** Called when the oldest interval was accepted; {@code waiting} is what is left. */
        default void accepted(List<ActivityInterval> waiting) {}
    }

    /** Creates an empty outbox that lives in memory only. */
    public Outbox(int capacity) {
        this(capacity, Store.NONE);
    }

    /**
     * Creates an outbox with what earlier runs left.
     *
     * @param capacity how many intervals may wait before the newest are merged, at least {@value #LEAST_CAPACITY}
     * @param store keeps what the outbox holds
     */
    public Outbox(int capacity, Store store) {
        if (capacity < LEAST_CAPACITY) {
            throw new IllegalArgumentException("outbox capacity is " + capacity + "; it must be at least "
                    + LEAST_CAPACITY + ": one that is being sent, one to merge into");
        }
        this.capacity = capacity;
        this.store = store;
        waiting.addAll(store.restored());
        this.restored = held();
        this.offered = restored;
    }

    /** Puts an interval in, merged with the newest if the outbox is full. */
    synchronized void offer(ActivityInterval interval) {
        offered = offered.plus(interval.counts());
        boolean full = waiting.size() >= capacity;
        boolean merge = full && waiting.getLast().isFollowedBy(interval);
        waiting.add(merge ? waiting.removeLast().merge(interval) : interval);
        store.offered(List.copyOf(waiting), interval);
    }

    /** Returns the oldest interval, which from now on must not change. */
    synchronized Optional<ActivityInterval> attempt() {
        return Optional.ofNullable(waiting.peek()); // only the last of at least two is merged, so this one is not
    }

    /** Removes the oldest interval: the sink has accepted it. */
    synchronized void accepted() {
        delivered = delivered.plus(waiting.remove().counts());
        store.accepted(List.copyOf(waiting));
    }

    /** Returns what went through until now. */
    synchronized OutboxTotals totals() {
        return new OutboxTotals(restored, offered, delivered, held(), waiting.size(), oldest());
    }

    private Optional<Instant> oldest() {
        return Optional.ofNullable(waiting.peek()).map(ActivityInterval::start);
    }

    private Counts held() {
        return waiting.stream().map(ActivityInterval::counts).reduce(Counts.NONE, Counts::plus);
    }
}
