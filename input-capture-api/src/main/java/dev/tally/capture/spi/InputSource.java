package dev.tally.capture.spi;

import dev.tally.capture.CaptureException;
import dev.tally.capture.InputHandler;

/**
 * An open source of input reports, which one thread runs.
 *
 * <p>Its life has three steps: {@code CaptureProvider.open} returns it, {@link #run} delivers reports until {@link #stop} is
 * called or the system fails, {@link #close} frees what it holds.
 *
 * <p><b>Threads.</b> One thread calls {@link #run}, once, and stays inside. Any thread may call {@link #sync},
 * {@link #flush} and {@link #stop} at any time before {@code close}. {@link #close} is called after {@code run} has
 * returned, or instead of it.
 *
 * <p><b>Failure.</b> {@link #run} throws when the system fails; the source cannot be run again then, only closed.
 */
public interface InputSource extends AutoCloseable {

    /** {@return the properties of this source, which never change} */
    SourceTraits traits();

    /**
     * Delivers reports to the handler, on the calling thread, until {@link #stop} is called or the system fails.
     *
     * <p>Its first call is {@link InputHandler#devices}, made when every further report will be delivered. After
     * {@code stop}, it delivers what the system had already reported, if the system still answers, and then returns.
     *
     * @param handler the receiver of the reports
     * @throws CaptureException if the system fails; the reports that it held back are lost then
     */
    void run(InputHandler handler) throws CaptureException;

    /**
     * Waits until all reports that the system made before this call have been delivered to the handler, and makes the
     * system deliver those that it holds back. Returns at once if the source is not running. The handler must not call it.
     *
     * @throws CaptureException if the system does not answer within a second, or the thread is interrupted
     */
    void sync() throws CaptureException;

    /**
     * Asks the system to deliver the reports that it holds back, and returns without waiting for them.
     *
     * <p>A caller that wants recent counts calls this up to some 50 times a second while there is input, and not
     * otherwise. An implementation must be cheap, must not block and must not throw: {@link #run} reports a system that has
     * failed. It may leave the question out while the system delivers each report at once.
     *
     * <p>The default does nothing, for systems that hold nothing back.
     */
    default void flush() {}

    /** Makes {@link #run} return, also if it has not been called yet. Returns without waiting for the system. Idempotent. */
    void stop();

    /** Closes everything that this source has opened. Idempotent; never throws. */
    @Override
    void close();
}
