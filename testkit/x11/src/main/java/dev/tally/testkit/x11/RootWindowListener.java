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
 * A client that receives the input on the root window and ignores it, on a thread of its own.
 *
 * <p>A server writes input at once to a client that listens for it, and at the same time to every recording. With this
 * client a test makes reports arrive one by one, as on a desktop.
 *
 * <p><b>Threads.</b> All methods may be called by any thread.
 */
public final class RootWindowListener implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CHANGE_WINDOW_ATTRIBUTES = 2;
    private static final int EVENT_MASK = 1 << 11;
    /** KeyPress, KeyRelease, ButtonPress, ButtonRelease, PointerMotion. */
    private static final int INPUT = 1 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 6;

    private final XConnection connection;

    private RootWindowListener(XConnection connection) {
        this.connection = connection;
    }

    /**
     * Connects to a server and starts to listen.
     *
     * @param display the display to connect to, as in DISPLAY
     * @param authorityFile the file of cookies; if empty, XAUTHORITY or else {@code ~/.Xauthority}
     * @return a client that listens already
     * @throws CaptureException if the server cannot be reached or refuses, for example because a window manager has taken
     *     the buttons
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

    /** Skips events until the connection ends; no reply ever comes. */
    private void readOn() {
        try {
            connection.nextReply();
        } catch (DisplayException e) {
            connection.close();
        }
    }

    /** Disconnects, which also ends the thread. Idempotent. */
    @Override
    public void close() {
        connection.shutdown();
    }
}
