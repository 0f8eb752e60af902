package dev.tally.aggregation.internal;

import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorListener;
import dev.tally.capture.CaptureException;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.SinkException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a listener and logs what it throws, so that the threads that count and deliver go on. */
public final class GuardedListener implements MonitorListener {
    private static final Logger LOG = LoggerFactory.getLogger(MonitorListener.class);

    private final MonitorListener listener;

    /** Creates a guard for this listener. */
    public GuardedListener(MonitorListener listener) {
        this.listener = listener;
    }

    private static void guard(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) { // also a checked exception of a listener in another language
            LOG.warn("a MonitorListener threw an exception, which is ignored", e);
        }
    }

    /** Also clears an interrupt that the listener left on the capture thread, which the source would take for its end. */
    private static void guardCapture(Runnable call) {
        guard(call);
        Thread.interrupted();
    }

    @Override
    public void opened(SourceTraits source) {
        guardCapture(() -> listener.opened(source));
    }

    @Override
    public void live(SourceTraits source) {
        guardCapture(() -> listener.live(source));
    }

    @Override
    public void devices(int keyboards, int pointers) {
        guardCapture(() -> listener.devices(keyboards, pointers));
    }

    @Override
    public void interrupted(CaptureException why, Duration pause) {
        guardCapture(() -> listener.interrupted(why, pause));
    }

    @Override
    public void captureEnded(Throwable why) {
        guard(() -> listener.captureEnded(why));
    }

    @Override
    public void delivered(String sink, ActivityInterval interval) {
        guard(() -> listener.delivered(sink, interval));
    }

    @Override
    public void failed(String sink, ActivityInterval interval, SinkException why, Duration retryIn) {
        guard(() -> listener.failed(sink, interval, why, retryIn));
    }

    @Override
    public void warning(String message) {
        guard(() -> listener.warning(message));
    }

    @Override
    public void closed(List<Ledger> ledgers) {
        guard(() -> listener.closed(ledgers));
    }
}
