package dev.tally.capture.spi;

import dev.tally.capture.CaptureException;
import dev.tally.capture.InputHandler;

/**
 * An opened source of input reports.
 *
 * <p><b>Threads.</b> {@link #run} is called once, by one thread, which it keeps. {@link #sync}, {@link #flush} and
 * {@link #stop} may be called by any thread at any time; {@link #close} after {@code run} has returned, or if it was never called.
 */
public interface InputSource extends AutoCloseable {

    /** Returns what can be relied on in the reports of this source. */
    SourceTraits traits();

    /**
     * Delivers reports to the handler, on this thread, until {@link #stop} is called or the system fails. Calls
     * {@link InputHandler#devices} first, as soon as every further report would be counted. After {@code stop}, what the
     * system had already reported is delivered before this returns, if the system still answers.
     *
     * @throws CaptureException if the system fails; reports that it held are then lost
     */
    void run(InputHandler handler) throws CaptureException;

    /**
     * Makes the system let go of the reports that it holds back, and returns once those that it made before this call
     * have reached the handler. Returns at once when the source is not running.
     *
     * @throws CaptureException if the system does not answer within a second
     */
    void sync() throws CaptureException;

    /**
     * Asks the system to hand over the reports that it holds back, and returns without waiting for it. Called at most
     * once per sampling tick while there is input, and never while there is none, so that what is counted is also fresh.
     * Must be cheap, must not block and must not throw: a system that has failed is reported by {@link #run}.
     *
     * <p>A source whose system holds nothing back does nothing here, which is the default.
     */
    default void flush() {}

    /** Makes the running {@link #run}, or the next one, return. Idempotent, and never waits for the system. */
    void stop();

    /** Closes everything that this source has opened. Idempotent. */
    @Override
    void close();
}
