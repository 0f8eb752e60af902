package dev.tally.aggregation.internal;

import dev.tally.sink.LiveSample;
import dev.tally.sink.LiveSink;
import dev.tally.sink.SampleLedger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands samples to the live sinks. A sink that throws, which it must not, keeps no sample from the others.
 *
 * <p><b>Threads.</b> {@link #accept} is called by the sampler; {@link #close} by any thread, after the sampler has ended.
 */
public final class LiveFanOut implements Consumer<LiveSample>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFanOut.class);

    private final List<LiveSink> sinks;
    private final Set<LiveSink> broken = new HashSet<>();

    /** Creates a fan-out to these sinks, which it closes. */
    public LiveFanOut(List<LiveSink> sinks) {
        this.sinks = List.copyOf(sinks);
    }

    @Override
    public void accept(LiveSample sample) {
        for (LiveSink sink : sinks) {
            try {
                sink.publish(sample);
            } catch (RuntimeException | Error e) { // also a native library that cannot be loaded
                if (broken.add(sink)) {
                    LOG.warn(
                            "{}: the live sink threw an unchecked exception; further ones are not logged",
                            sink.name(),
                            e);
                }
            }
        }
    }

    /** Returns what became of the samples, for each sink that counts them; any thread may ask. */
    public List<SampleLedger> ledgers() {
        return sinks.stream().flatMap(sink -> sink.samples().stream()).toList();
    }

    @Override
    public void close() {
        for (LiveSink sink : sinks) {
            try {
                sink.close();
            } catch (RuntimeException | Error e) {
                LOG.warn("{}: failed to close", sink.name(), e);
            }
        }
    }
}
