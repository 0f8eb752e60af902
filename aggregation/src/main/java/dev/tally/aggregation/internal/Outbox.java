package dev.tally.aggregation.internal;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Holds the intervals that wait for one sink, bounded by merging.
 *
 * <p>When it is full, two neighbours in it are merged: time becomes coarser, no count is lost. They are the two that together
 * are shortest, and first of all two of the same {@value #GRID_MINUTES} minutes, which is what receivers add up: with the default
 * capacity a receiver that was away for a day still gets the counts of each five minutes in their own time. An
 * interval that was attempted never changes: if the answer was lost, the receiver has it, and only an unchanged repetition
 * can be told from a new one. At most the oldest was attempted in this run, so an outbox of two can always merge. Intervals
 * that the spool restored belong to other runs and are never merged; new ones are merged beside them.
 *
 * <p><b>Threads.</b> Any thread may call any method; each holds the lock for a few additions and, with a spool, for one
 * write. The capture thread calls none.
 */
public final class Outbox {
    static final int LEAST_CAPACITY = 2;
    private static final int GRID_MINUTES = 5;
    private static final long MOST_SECONDS = 1L << 50;
    private static final long GRID_MILLIS = TimeUnit.MINUTES.toMillis(GRID_MINUTES);

    private final int capacity;
    private final Store store;
    private final List<ActivityInterval> waiting = new ArrayList<>();
    private final Counts restored;
    private Counts offered;
    private Counts delivered = Counts.NONE;
    private int restoredLeft; // so many of the oldest belong to earlier runs

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
     * @param capacity how many intervals may wait before two are merged, at least {@value #LEAST_CAPACITY}
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
        this.restoredLeft = waiting.size();
        this.restored = held();
        this.offered = restored;
    }

    /** Puts an interval in, and merges two if there are then too many. */
    synchronized void offer(ActivityInterval interval) {
        offered = offered.plus(interval.counts());
        waiting.add(interval);
        if (waiting.size() > capacity) {
            mergeTwo();
        }
        store.offered(List.copyOf(waiting), interval);
    }

    private void mergeTwo() {
        int best = -1;
        for (int i = Math.max(1, restoredLeft); i < waiting.size() - 1; i++) { // the oldest may have been attempted
            if (best < 0 || coarseness(i) < coarseness(best)) {
                best = i;
            }
        }
        if (best >= 0) {
            waiting.set(best, waiting.get(best).merge(waiting.remove(best + 1)));
        }
    }

    /** Returns what merging the interval at this place with the next one costs, as a time. */
    private long coarseness(int place) {
        ActivityInterval one = waiting.get(place);
        ActivityInterval next = waiting.get(place + 1);
        long start = Math.min(millis(one.start()), millis(next.start())); // the wall clock may have been set back
        long end = Math.max(millis(one.end()), millis(next.end()));
        boolean crosses = Math.floorDiv(start, GRID_MILLIS) != Math.floorDiv(Math.max(start, end - 1), GRID_MILLIS);
        return crosses ? end - start + GRID_MILLIS : end - start; // those that do not cross are no longer than the grid
    }

    /** Returns milliseconds since 1970, for a clock that says anything. */
    private static long millis(Instant time) {
        long seconds = Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, time.getEpochSecond()));
        return TimeUnit.SECONDS.toMillis(seconds) + TimeUnit.NANOSECONDS.toMillis(time.getNano());
    }

    /** Returns the oldest interval, which from now on must not change. */
    synchronized Optional<ActivityInterval> attempt() {
        return waiting.stream().findFirst(); // this one is never merged
    }

    /** Removes the oldest interval: the sink has accepted it. */
    synchronized void accepted() {
        delivered = delivered.plus(waiting.remove(0).counts());
        restoredLeft = Math.max(0, restoredLeft - 1);
        store.accepted(List.copyOf(waiting));
    }

    /** Returns what went through until now. */
    synchronized OutboxTotals totals() {
        return new OutboxTotals(restored, offered, delivered, held(), waiting.size(), oldest());
    }

    private Optional<Instant> oldest() {
        return waiting.stream().findFirst().map(ActivityInterval::start);
    }

    private Counts held() {
        return waiting.stream().map(ActivityInterval::counts).reduce(Counts.NONE, Counts::plus);
    }
}
