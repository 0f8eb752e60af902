package dev.tally.testkit.x11;

import dev.tally.capture.CaptureException;
import dev.tally.capture.xrecord.internal.x11.Deadline;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import dev.tally.capture.xrecord.internal.x11.Wire;
import dev.tally.capture.xrecord.internal.x11.XConnection;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A client that wants the input on the root window, and reads it: a bystander with a thread of its own.
 *
 * <p>To a client that listens, the server writes at once, and with it to every recording: reports then come one by one.
 */
public final class RootWindowListener implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int CHANGE_WINDOW_ATTRIBUTES = 2;
    private static final int EVENT_MASK = 1 << 11;
    /** KeyPress, KeyRelease, ButtonPress, ButtonRelease, PointerMotion. */
    private static final int INPUT = 1 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 6;

    private final XConnection connection;

    private RootWindowListener(XConnection connection) {
        this.connection = connection;
    }

    /**
     * Connects and starts listening.
     *
     * @param authorityFile the cookies; those of the environment if absent
     * @throws CaptureException if the server does not let us, as when a window manager takes the buttons
     */
    public static RootWindowListener start(String display, Optional<Path> authorityFile) throws CaptureException {
        Deadline deadline = Deadline.in(PATIENCE);
        XConnection connection = XTestClient.open(display, authorityFile, deadline);
        try {
            connection.send(selectInput(connection.setup().rootWindow()), deadline);
            connection.call(Wire.getInputFocus(), deadline);
            connection.openStream(Wire.noOperation(), deadline);
        } catch (DisplayException e) {
            connection.close();
            throw e;
        }
        RootWindowListener listener = new RootWindowListener(connection);
        Thread reader = new Thread(listener::readOn, "tally-root-window-listener");
        reader.setDaemon(true);
        reader.start();
        return listener;
    }

    private static ByteBuffer selectInput(int window) {
        ByteBuffer request = Wire.request(CHANGE_WINDOW_ATTRIBUTES, 0, 4);
        return request.putInt(4, window).putInt(8, EVENT_MASK).putInt(12, INPUT);
    }

    /** No reply ever comes, and events are skipped: this is only over when the connection is. */
    private void readOn() {
        try {
            connection.nextReply();
        } catch (DisplayException e) {
            connection.close();
        }
    }

    @Override
    public void close() {
        connection.shutdown();
    }
}
