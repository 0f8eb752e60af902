package dev.tally.sink;

/**
 * Somewhere that intervals are delivered to.
 *
 * <p><b>Threads.</b> {@link #write} is called by one thread at a time, which may wait as long as the sink needs: every
 * sink has a worker of its own. {@link #close} is called after the last {@code write} has returned or was interrupted.
 *
 * <p><b>Order.</b> Intervals come in the order of their numbers. After a failure the same interval comes again, unchanged,
 * before any later one.
 */
public interface IntervalSink extends AutoCloseable {

    /** For logs and the ledger: the kind of sink and where it delivers to, without secrets. */
    String name();

    /**
     * Delivers one interval; returns when it is accepted for good. An interval may be one that was accepted before, if
     * the answer was lost: a sink whose receiver can tell must not let it count twice.
     *
     * @throws SinkException if it was not accepted, or that is unknown; the caller keeps the interval and tries again
     * @throws InterruptedException if the caller gives up waiting
     */
    void write(ActivityInterval interval) throws SinkException, InterruptedException;

    /** Gives everything back. Idempotent. */
    @Override
    void close();
}
