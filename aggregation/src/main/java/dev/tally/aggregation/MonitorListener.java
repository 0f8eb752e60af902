package dev.tally.aggregation;

import dev.tally.capture.CaptureException;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.SinkException;
import java.time.Duration;
import java.util.List;

/**
 * Receives the events of a monitor, for start-up lines, status pages and tests. By default each method does nothing. The
 * monitor logs failures and the end by itself.
 *
 * <p><b>Threads.</b> {@code opened}, {@code live}, {@code devices} and {@code interrupted} are called by the capture
 * thread and must return at once, because reports wait meanwhile; {@code captureEnded} is called by the thread that ends the
 * capture session, {@code delivered} and {@code failed} by the thread of that sink, {@code closed} by the thread that closes
 * the monitor, {@code warning} by any thread, also while the monitor is being started. None of them may call {@link ActivityMonitor#close}.
 *
 * <p><b>Failure.</b> What a listener throws is logged and otherwise ignored.
 */
public interface MonitorListener {

    /**
     * Called when the source has been opened, at the start or after a failure.
     *
     * @param source what kind of source it is
     */
    default void opened(SourceTraits source) {}

    /**
     * Called when every further report of the source will be counted.
     *
     * @param source what kind of source it is
     */
    default void live(SourceTraits source) {}

    /**
     * Called whenever the number of devices that are read has changed, except at a pause, at the close and with
     * {@link #captureEnded}: then no device is read.
     *
     * @param keyboards how many keyboards are read; if both numbers are 0, nothing can be counted
     * @param pointers how many pointers are read
     */
    default void devices(int keyboards, int pointers) {}

    /**
     * Called when the source has failed or could not be opened again; another attempt follows.
     *
     * @param why the failure
     * @param pause the time until the next attempt
     */
    default void interrupted(CaptureException why, Duration pause) {}

    /**
     * Called when the source has failed and will not be opened again, or has come to its end. Nothing more is counted; what was
     * counted is still delivered.
     *
     * @param why the failure, or a {@link CaptureException} that says that the source has come to its end
     */
    default void captureEnded(Throwable why) {}

    /**
     * Called when a sink has accepted an interval.
     *
     * @param sink the name of the sink
     * @param interval what it accepted
     */
    default void delivered(String sink, ActivityInterval interval) {}

    /**
     * Called when a sink has not accepted an interval; the interval is kept and offered again.
     *
     * @param sink the name of the sink
     * @param interval what was offered
     * @param why the failure
     * @param retryIn the time until the next attempt
     */
    default void failed(String sink, ActivityInterval interval, SinkException why, Duration retryIn) {}

    /**
     * Called for each warning that no other method tells, which is logged as well: a spool that cannot be used or written, a
     * file of it that was set aside, a live sink that throws, a sink that does not return at the close. For a program
     * without an SLF4J provider this is the only way to learn of it.
     *
     * @param message one sentence that names the thing and the reason
     */
    default void warning(String message) {}

    /**
     * Called once, at the end of {@link ActivityMonitor#close}.
     *
     * @param ledgers the final ledger of each sink; what is pending in it was not delivered
     */
    default void closed(List<Ledger> ledgers) {}
}
