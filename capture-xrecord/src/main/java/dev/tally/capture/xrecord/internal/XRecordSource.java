package dev.tally.capture.xrecord.internal;

import dev.tally.capture.CaptureException;
import dev.tally.capture.InputHandler;
import dev.tally.capture.MotionUnit;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.capture.xrecord.internal.x11.Deadline;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import dev.tally.capture.xrecord.internal.x11.XConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The input of one X server, from a recording of its device events.
 *
 * <p>Two connections: one controls the recording, the other carries nothing but its replies.
 *
 * <p><b>Order and time.</b> {@link #sync} is exact. It has our control connection do nothing, literally: the recording
 * includes the NoOperation requests of that one client, so that each appears in the stream after all reports that the
 * server made before it. A GetInputFocus after it makes the server send what it holds back. When the reader meets the
 * mark, everything before it has been handed over.
 *
 * <p><b>Failure.</b> The death of the server is a {@link CaptureException} from {@link #run}, never the end of the
 * process. A server that does not end the recording within half a second of {@link #stop} is left, with a {@code gap()}.
 */
final class XRecordSource implements InputSource {
    private static final Duration SYNC_TIME = Duration.ofSeconds(1);
    private static final Duration SEND_TIME = Duration.ofSeconds(1);

    private static final int REPLIES_PER_FLUSH = 256;

    private final ControlLink control;
    private final XConnection data;
    private final String display;
    private final SourceTraits traits;
    private final StreamProgress progress = new StreamProgress();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();

    /**
     * @param display for messages
     * @param way of connecting, for people
     */
    XRecordSource(ControlLink control, XConnection data, String display, String way) {
        this.control = control;
        this.data = data;
        this.display = display;
        this.traits = new SourceTraits("xrecord " + display + " (" + way + ")", MotionUnit.PIXELS, true, false);
    }

    @Override
    public SourceTraits traits() {
        return traits;
    }

    /** {@return whether the server shows a Wayland session to X clients} */
    boolean isXwayland() {
        return control.isXwayland();
    }

    @Override
    public void run(InputHandler handler) throws CaptureException {
        // Written before `stopping` is read, as stop() writes `stopping` before it reads this: one of us sees the
        // other.
        started.set(true);
        try {
            if (!stopping.get()) {
                record(handler);
            }
        } catch (DisplayException e) {
            if (!stopping.get()) {
                throw e;
            }
            handler.gap();
        } finally {
            progress.over();
        }
    }

    private void record(InputHandler handler) throws DisplayException {
        XRecordDecoder decoder = new XRecordDecoder(handler, control.buttons(), display);
        data.openStream(control.protocol().enableContext(), Deadline.in(SEND_TIME));
        while (true) {
            ByteBuffer reply = data.nextReply();
            switch (decoder.decode(reply)) {
                case STARTED -> begin(handler);
                case REQUESTS -> requests(decoder);
                case ENDED -> {
                    end();
                    return;
                }
                // The decoder has handed them over, and another reply is seldom there yet.
                case EVENTS -> handler.waiting();
            }
            progress.reply();
            if (progress.replies() % REPLIES_PER_FLUSH == 0) {
                control.flush(); // else the events of the alarms would pile up where nobody calls flush()
            }
        }
    }

    private void requests(XRecordDecoder decoder) {
        if (decoder.isMappingStale()) {
            decoder.map(control.reloadButtons());
        }
        int marks = decoder.takeMarks();
        if (marks > 0) {
            progress.marks(marks);
        }
    }

    private void begin(InputHandler handler) {
        progress.live(); // first: a handler that is told that we are live may call sync() at once
        handler.devices(1, 1);
    }

    private void end() throws DisplayException {
        if (!stopping.get()) {
            throw DisplayException.because(
                    "the X server at " + display + " ended the recording by itself",
                    "it is going down, or another program killed this client (xkill); connect again");
        }
    }

    @Override
    public void sync() throws CaptureException {
        if (!progress.isLive()) {
            return;
        }
        Deadline deadline = Deadline.in(SYNC_TIME);
        try {
            long mark = control.mark(deadline);
            if (!progress.awaitMarks(mark, deadline.remainingNanos())) {
                throw DisplayException.because(
                        "the reports of the X server at " + display + " did not come through within " + deadline,
                        "check that the handler keeps up and that the machine is not overloaded");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaptureException("interrupted while waiting for the reports of " + display, e);
        }
    }

    @Override
    public void flush() {
        if (progress.isLive()) {
            control.flush();
        }
    }

    @Override
    public void stop() {
        if (!stopping.getAndSet(true) && started.get()) {
            new RecordingEnd(control, data, progress, display).start();
        }
    }

    @Override
    public void close() {
        data.close();
        control.close();
    }
}
