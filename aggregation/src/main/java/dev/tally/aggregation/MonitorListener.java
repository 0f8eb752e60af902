package dev.tally.aggregation;

import dev.tally.capture.CaptureException;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.SinkException;
import java.time.Duration;
import java.util.List;

/**
 * Is told what a monitor goes through, for start-up lines, status pages and tests. All of it is also logged.
 *
 * <p><b>Threads.</b> {@code opened}, {@code live}, {@code devices} and {@code interrupted} are called by the capture
 * thread and must return at once, for reports are waiting; {@code delivered} and {@code failed} by the worker of that
 * sink; {@code closed} by the thread that closes. {@link ActivityMonitor#close} must not be called from here.
 *
 * <p><b>Failure.</b> What a listener throws is logged and otherwise ignored.
 */
public interface MonitorListener {

    /** The source was opened, at the start or again. */
    default void opened(SourceTraits source) {}

    /** From here on every report of the source is counted. */
    default void live(SourceTraits source) {}

    /** How many devices are being read, whenever that changes. */
    default void devices(int keyboards, int pointers) {}

    /** The source failed; it is opened again after the pause. */
    default void interrupted(CaptureException why, Duration pause) {}

    /** The source failed and is not opened again: nothing more is counted, what was counted is still delivered. */
    default void captureEnded(Throwable why) {}

    /** The sink accepted the interval. */
    default void delivered(String sink, ActivityInterval interval) {}

    /** The sink did not accept the interval; it is offered again after the pause. */
    default void failed(String sink, ActivityInterval interval, SinkException why, Duration retryIn) {}

    /** All is over; pending in the ledgers is what could not be delivered. */
    default void closed(List<Ledger> ledgers) {}
}
