package dev.tally.capture.xrecord.internal;

import dev.tally.capture.xrecord.internal.x11.Deadline;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import dev.tally.capture.xrecord.internal.x11.XConnection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a recording, on a thread of its own: the reader is busy waiting, and the caller of stop() must not wait.
 *
 * <p>It asks the server, which first sends what it holds back, and cuts the connection if the reader makes no progress for
 * half a second.
 */
final class RecordingEnd implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingEnd.class);

    private final ControlLink control;
    private final XConnection data;
    private final StreamProgress progress;
    private final String display;

    RecordingEnd(ControlLink control, XConnection data, StreamProgress progress, String display) {
        this.control = control;
        this.data = data;
        this.progress = progress;
        this.display = display;
    }

    void start() {
        Thread thread = new Thread(this, "tally-xrecord-stop");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            if (!askedAndFollowed() && !progress.isOver()) {
                LOG.warn(
                        "the X server at {} did not end the recording; cutting the connection, its last reports may be"
                                + " lost",
                        display);
                data.shutdown();
            }
        } catch (InterruptedException e) {
            data.shutdown();
        }
    }

    private boolean askedAndFollowed() throws InterruptedException {
        // A recording that has not started cannot be ended: the server would see the two requests in the wrong order.
        if (!progress.awaitLive(StreamProgress.STUCK_NANOS) || !asked()) {
            return false;
        }
        long before;
        do {
            before = progress.replies();
            if (progress.awaitOver(StreamProgress.STUCK_NANOS)) {
                return true;
            }
        } while (progress.replies() != before);
        return false;
    }

    private boolean asked() throws InterruptedException {
        try {
            control.end(Deadline.in(Duration.ofNanos(StreamProgress.STUCK_NANOS)));
            return true;
        } catch (DisplayException e) {
            LOG.debug("asking for the end of the recording failed", e);
            return false;
        }
    }
}
