package dev.tally.aggregation.internal;

import dev.tally.aggregation.MonitorListener;
import dev.tally.sink.LiveSample;
import dev.tally.sink.LiveSink;
import dev.tally.sink.SampleLedger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Hands samples to the live sinks. A sink that throws, which it must not, keeps no sample from the others.
 *
 * <p><b>Threads.</b> {@link #accept} is called by the sampler; {@link #ledgers} by any thread; {@link #close} by any thread,
 * after the sampler has ended.
 */
public final class LiveFanOut implements Consumer<LiveSample>, AutoCloseable {
    private final List<LiveSink> sinks;
    private final Warnings warnings;
    private final Set<LiveSink> broken = ConcurrentHashMap.newKeySet();

    /** Creates a fan-out to these sinks, which it closes; the listener is told of those that fail. */
    public LiveFanOut(List<LiveSink> sinks, MonitorListener listener) {
        this.sinks = List.copyOf(sinks);
        this.warnings = new Warnings(LoggerFactory.getLogger(LiveFanOut.class), listener);
    }

    @Override
    public void accept(LiveSample sample) {
        for (LiveSink sink : sinks) {
            try {
                sink.publish(sample);
            } catch (Throwable e) { // also a native library that cannot be loaded, or a checked exception
                warnOnce(sink, e);
            }
        }
    }

    private void warnOnce(LiveSink sink, Throwable why) {
        if (broken.add(sink)) {
            warnings.warn(sink.name() + ": the live sink threw an exception; further ones are not logged", why);
        }
    }

    /** Returns what became of the samples, for each sink that counts them; any thread may ask. */
    public List<SampleLedger> ledgers() {
        return sinks.stream().flatMap(sink -> samples(sink).stream()).toList();
    }

    private Optional<SampleLedger> samples(LiveSink sink) {
        try {
            return sink.samples();
        } catch (Throwable e) {
            warnOnce(sink, e);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        for (LiveSink sink : sinks) {
            try {
                sink.close();
            } catch (Throwable e) {
                warnings.warn(sink.name() + ": failed to close", e);
            }
        }
    }
}
