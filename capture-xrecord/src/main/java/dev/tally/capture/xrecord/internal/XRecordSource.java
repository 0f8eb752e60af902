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
 * A source of the input of one X server, which makes a recording of its device events.
 *
 * <p>Two connections: one controls the recording, the other carries nothing but its replies.
 *
 * <p><b>Order and time.</b> {@link #sync} is exact. Our control connection sends a NoOperation request, which the recording
 * includes for that one client, so that it appears in the stream after all reports that the
 * server made before it. A GetInputFocus after it makes the server send what it holds back. When the reader gets the
 * mark, everything before it has been handed over.
 *
 * <p><b>Failure.</b> The death of the server is a {@link CaptureException} from {@link #run}, never the end of the
 * process. If the server does not end the recording within half a second of {@link #stop}, the connection is cut and the
 * handler told {@code gap()}.
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
    private final DeliveryWatch delivery = new DeliveryWatch();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();

    /**
     * Makes a source that owns both connections.
     *
     * @param control the connection that controls the recording
     * @param data the connection that the reports come on
     * @param display the name of the display, for messages
     * @param way the way of connecting, for people
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
        // Written before `stopping` is read; stop() writes `stopping` before it reads `started`. So one sees the other.
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
        XRecordDecoder decoder = new XRecordDecoder(
                handler,
                control.buttons(),
                control.isXephyr(),
                control.protocol().xinput(),
                display);
        data.openStream(control.protocol().enableContext(), Deadline.in(SEND_TIME));
        while (true) {
            ByteBuffer reply = data.nextReply();
            boolean hasOneEvent = reply.remaining() == RecordReply.DATA + CoreEvent.SIZE;
            switch (decoder.decode(reply)) {
                case STARTED -> begin(handler);
                case REQUESTS -> handleRequests(decoder);
                case ENDED -> {
                    end();
                    return;
                }
                case EVENTS -> {
                    delivery.reply(hasOneEvent);
                    handler.waiting(); // another reply is seldom there yet
                }
            }
            progress.reply();
            if (progress.replies() % REPLIES_PER_FLUSH == 0) {
                // Otherwise the events of the alarms pile up if flush() is not called, or does not post.
                flushControl();
            }
        }
    }

    /** Without the link that controls it, the recording cannot be ended, nor are single reports told in time. */
    private void flushControl() {
        if (!control.flush()) {
            data.shutdown();
        }
    }

    private void handleRequests(XRecordDecoder decoder) {
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
        if (progress.isLive() && !delivery.isPromptSinceLastCall()) {
            flushControl();
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
