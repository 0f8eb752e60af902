package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import dev.tally.sink.Counts;
import java.time.Instant;
import java.util.List;

/** Is told what the sampler does, on the sampler's thread. */
public interface SamplingListener {
    /** Ignores everything. */
    SamplingListener NONE = new SamplingListener() {};

    /** Returns one listener that hands on to all of these, in their order. */
    static SamplingListener all(List<SamplingListener> listeners) {
        return switch (listeners.size()) {
            case 0 -> NONE;
            case 1 -> listeners.get(0);
            default -> new SamplingListeners(List.copyOf(listeners));
        };
    }

    /** Called when the counters have been read. */
    default void tick(long nowNanos, Instant wall, Counts total) {}

    /**
     * Called when there has been no input for {@link Sampler#QUIET_MILLIS} ms. Until there is some, ticks come only when
     * {@link #nextDue} says so, and when an interval is cut.
     */
    default void idle(long nowNanos, Instant wall, Counts total) {}

    /** Called at the end of the sampler; no further tick comes. */
    default void ended(long nowNanos, Instant wall, Counts total) {}

    /** Returns when a tick is wanted at the latest, as a {@code nanoTime} of the clock, or {@link Clock#FOREVER}. */
    default long nextDue() {
        return Clock.FOREVER;
    }

    /** Called when an interval has been cut and handed on. */
    default void cut(Instant wall) {}
}
