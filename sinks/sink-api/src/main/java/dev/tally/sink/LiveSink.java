package dev.tally.sink;

/**
 * Somewhere that live samples go to: at most once, and never in the way.
 *
 * <p><b>Threads.</b> {@link #publish} is called by one thread at a time. It must not wait for anything: a sink that cannot
 * keep up drops samples and counts what it drops.
 */
public interface LiveSink extends AutoCloseable {

    /** For logs: the kind of sink and where it delivers to, without secrets. */
    String name();

    /** Hands over one sample. Never blocks, never throws. */
    void publish(LiveSample sample);

    /** Delivers what can still be delivered, within a bounded time, and gives everything back. Idempotent. */
    @Override
    void close();
}
