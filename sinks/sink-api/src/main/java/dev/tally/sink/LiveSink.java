package dev.tally.sink;

import java.util.Optional;

/**
 * A destination for live samples. Each sample is delivered at most once, and publishing never waits.
 *
 * <p><b>Threads.</b> One thread at a time calls {@link #publish}. It must not wait for anything: a sink that cannot keep up
 * drops samples and counts them.
 */
public interface LiveSink extends AutoCloseable {

    /** {@return the name in logs: the kind of sink and where it delivers to, without secrets} */
    String name();

    /**
     * Publishes one sample. Never blocks, never throws.
     *
     * @param sample the sample
     */
    void publish(LiveSample sample);

    /**
     * Returns what became of the samples until now, also after the close. Any thread may call this.
     *
     * @return the counts; empty if the sink does not count, which is the default
     */
    default Optional<SampleLedger> samples() {
        return Optional.empty();
    }

    /** Delivers the samples that can be delivered within a bounded time, and releases all resources. Idempotent. */
    @Override
    void close();
}
