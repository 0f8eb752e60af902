package dev.tally.examples.client.separate;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.MotionUnit;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.SourceTraits;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The capture of the server: it opens the devices when somebody wants counts, and closes them when nobody does.
 *
 * <p><b>Threads.</b> The serving thread starts and stops; the capture thread tells what happens.
 */
final class Counting implements CaptureSession.Listener {
    private static final Logger LOG = LoggerFactory.getLogger("activity-client");
    private static final Duration PATIENCE = Duration.ofMillis(800);
    private static final SourceTraits NOTHING = new SourceTraits("nothing", MotionUnit.DEVICE_COUNTS, true, true);

    private final CaptureProvider provider;
    private final CaptureOptions options;
    private final RunningSums sums;
    private volatile SourceTraits traits = NOTHING;
    private @Nullable CaptureSession session; // the serving thread's own
    private String lastFailure = ""; // the capture thread's own

    Counting(CaptureProvider provider, CaptureOptions options, RunningSums sums) {
        this.provider = provider;
        this.options = options;
        this.sums = sums;
    }

    /**
     * Opens the devices, if they are not open.
     *
     * @throws CaptureException if that is not possible
     */
    void start() throws CaptureException {
        if (!isRunning()) {
            session = open();
        }
    }

    private CaptureSession open() throws CaptureException {
        try {
            return CaptureSession.start(provider, options, sums, this);
        } catch (RuntimeException e) { // a fault of the backend is no reason to end
            throw new CaptureException(provider.name() + " failed: " + e, e);
        }
    }

    /** Counts what the system still holds back, and closes the devices. */
    void stop() {
        CaptureSession running = session;
        session = null;
        if (running != null) {
            if (!running.close(PATIENCE)) {
                LOG.warn("the devices do not close; what they still report is counted");
            }
            sums.closed();
        }
    }

    /** Whether the devices are open, or will be opened again after a failure. */
    boolean isRunning() {
        return session != null && !session.ended().isDone();
    }

    /** Has the system let go of the reports that it holds back, without waiting for them. */
    void flush() {
        if (session != null) {
            session.flush();
        }
    }

    /** Adds what the system has reported until now. */
    void sync() {
        try {
            if (session != null) {
                session.sync();
            }
        } catch (CaptureException e) {
            LOG.debug("handing over without what the system may hold back: {}", e.getMessage());
        }
    }

    /** Whether the capture thread does its work. */
    boolean isResponsive() {
        CaptureSession running = session;
        try {
            if (running != null) {
                running.sync();
            }
            return running == null || isRunning();
        } catch (CaptureException e) {
            LOG.warn("the capture thread does not answer: {}", e.getMessage());
            return false;
        }
    }

    SourceTraits traits() {
        return traits;
    }

    /** Returns why nothing can be counted; empty if something can. */
    Optional<Message.Refusal> obstacle() {
        if (isRunning()) {
            return Optional.empty();
        }
        try {
            return provider.probe(options).availability() instanceof Availability.Unavailable it
                    ? Optional.of(new Message.Refusal(it.reason(), it.remedy()))
                    : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(new Message.Refusal(provider.name() + " failed: " + e, ""));
        }
    }

    @Override
    public void opened(SourceTraits now) {
        traits = now;
        LOG.info("counting {}", now.description());
    }

    @Override
    public void interrupted(CaptureException why, Duration pause) {
        String message = String.valueOf(why.getMessage());
        if (!message.equals(lastFailure)) {
            lastFailure = message;
            LOG.warn("capture interrupted: {}; trying again in {} ms and from then on", message, pause.toMillis());
        }
    }
}
