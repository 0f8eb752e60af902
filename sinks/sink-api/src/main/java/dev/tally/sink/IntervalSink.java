package dev.tally.sink;

/**
 * A destination that intervals are delivered to, for example a server or a database.
 *
 * <p><b>Threads.</b> One thread at a time calls {@link #write}. It may wait as long as the sink needs, because every sink
 * has a worker of its own. {@link #close} is called after the last {@code write} has returned or was interrupted.
 *
 * <p><b>Order.</b> Intervals are written in the order of their numbers. After a failure the same interval is written again,
 * unchanged, before any later one.
 */
public interface IntervalSink extends AutoCloseable {

    /** {@return the name in logs and in the ledger: the kind of sink and where it delivers to, without secrets} */
    String name();

    /**
     * Delivers one interval and returns when it is accepted for good. If the answer to an earlier attempt was lost, the
     * interval may have been accepted before: a sink that can recognise a repetition must not count it twice.
     *
     * @param interval the interval to deliver
     * @throws SinkException if it was not accepted, or if that is unknown; the caller keeps the interval and tries again
     * @throws InterruptedException if the caller gives up waiting
     */
    void write(ActivityInterval interval) throws SinkException, InterruptedException;

    /** Releases all resources. Idempotent. */
    @Override
    void close();
}
