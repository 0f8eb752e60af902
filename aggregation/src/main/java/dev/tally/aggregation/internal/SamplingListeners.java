package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import dev.tally.sink.Counts;
import java.time.Instant;
import java.util.List;

/**
 * Hands on what the sampler does to several listeners, in their order.
 *
 * @param listeners the listeners, at least two
 */
record SamplingListeners(List<SamplingListener> listeners) implements SamplingListener {

    @Override
    public void tick(long nowNanos, Instant wall, Counts total) {
        listeners.forEach(listener -> listener.tick(nowNanos, wall, total));
    }

    @Override
    public void idle(long nowNanos, Instant wall, Counts total) {
        listeners.forEach(listener -> listener.idle(nowNanos, wall, total));
    }

    @Override
    public void ended(long nowNanos, Instant wall, Counts total) {
        listeners.forEach(listener -> listener.ended(nowNanos, wall, total));
    }

    @Override
    public void cut(Instant wall) {
        listeners.forEach(listener -> listener.cut(wall));
    }

    @Override
    public long nextDue() {
        return listeners.stream().mapToLong(SamplingListener::nextDue).reduce(Clock.FOREVER, Sampler::earlier);
    }
}
