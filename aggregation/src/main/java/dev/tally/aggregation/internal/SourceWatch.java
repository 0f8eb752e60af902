package dev.tally.aggregation.internal;

import dev.tally.aggregation.MonitorListener;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.MotionUnit;
import dev.tally.capture.spi.SourceTraits;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the state of the source: whether it is opened, whether it is live, and how many devices it reads.
 *
 * <p><b>Threads.</b> Written by the capture thread and, at the end of a session, by the thread that ends it; any thread may
 * read.
 */
public final class SourceWatch implements CaptureSession.Listener, CounterRow.DeviceListener, LiveSampler.DeviceCounts {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureSession.class);

    private final MonitorListener listener;
    private boolean opening; // the capture thread's own: opened, but not live yet
    private @Nullable String lastFailure; // the capture thread's own
    private volatile @Nullable SourceTraits source;
    private volatile boolean live;
    private volatile boolean ended;
    private volatile int keyboards;
    private volatile int pointers;

    /** Creates the watch of one session, which tells the listener of each change. */
    public SourceWatch(MonitorListener listener) {
        this.listener = listener;
    }

    @Override
    public void opened(SourceTraits traits) {
        source = traits;
        opening = true;
        ended = false; // a pause and its end have opened another one
        listener.opened(traits);
    }

    @Override
    public void changed(int keyboardsNow, int pointersNow) {
        keyboards = keyboardsNow;
        pointers = pointersNow;
        SourceTraits traits = source;
        if (opening && traits != null) {
            opening = false;
            live = true;
            lastFailure = null;
            LOG.info(
                    "counting {}; reading {} and {}",
                    traits.description(),
                    counted(keyboardsNow, "keyboard"),
                    counted(pointersNow, "pointer"));
            listener.live(traits);
        }
        listener.devices(keyboardsNow, pointersNow);
    }

    private static String counted(int number, String thing) {
        return number == 1 ? "1 " + thing : number + " " + thing + "s";
    }

    @Override
    public void failed(CaptureException why) {
        opening = false; // so that the devices(0, 0) that follows is not taken for the start
        live = false;
    }

    @Override
    public void interrupted(CaptureException why, Duration pause) {
        String message = String.valueOf(why.getMessage());
        if (!message.equals(lastFailure)) {
            lastFailure = message;
            LOG.warn("capture interrupted: {}; trying again in {} ms and from then on", message, pause.toMillis());
        }
        listener.interrupted(why, pause);
    }

    /** Called when capturing ends for a pause or a close. */
    public void stopped() {
        live = false;
        keyboards = 0;
        pointers = 0;
    }

    /** Called when capturing has ended although the monitor is neither paused nor closed. */
    public void ended(Throwable why) {
        stopped();
        ended = true;
        LOG.warn("capture has ended, nothing more is counted: {}", why.getMessage(), why);
        listener.captureEnded(why);
    }

    /** Returns what kind of source was opened last; empty before the first. */
    public Optional<SourceTraits> source() {
        return Optional.ofNullable(source);
    }

    /** Returns whether the source that reports now moves in the units of its devices, not in pixels. */
    public boolean hasDeviceCounts() {
        SourceTraits traits = source;
        return traits != null && traits.motionUnit() == MotionUnit.DEVICE_COUNTS;
    }

    /** Returns whether a report made now would be counted. */
    public boolean isLive() {
        return live;
    }

    /** Returns whether capturing has ended although the monitor is neither paused nor closed. */
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public int keyboards() {
        return keyboards;
    }

    @Override
    public int pointers() {
        return pointers;
    }
}
