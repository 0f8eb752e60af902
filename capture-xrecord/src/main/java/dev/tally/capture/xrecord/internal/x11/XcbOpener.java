package dev.tally.capture.xrecord.internal.x11;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the connections of libxcb that {@link XcbConnection} wraps.
 *
 * <p>libxcb waits for a silent server without limit. It therefore connects on a thread of its own, which is left alone when
 * the deadline passes; a connection that it still makes after that is closed.
 */
final class XcbOpener {
    private final DisplayName display;
    private final Optional<byte[]> cookie;

    private XcbOpener(DisplayName display, Optional<byte[]> cookie) {
        this.display = display;
        this.cookie = cookie;
    }

    /**
     * Connects to a display.
     *
     * @param display the display to connect to
     * @param authorityFile the file of cookies to use; if empty, libxcb finds its own
     * @param deadline the end of the time for it
     * @return the address of the {@code xcb_connection_t}, which the caller disconnects
     * @throws DisplayException if libxcb cannot connect in time
     */
    static long open(DisplayName display, Optional<Path> authorityFile, Deadline deadline) throws DisplayException {
        Optional<byte[]> cookie =
                authorityFile.map(Xauthority::read).flatMap(cookies -> cookies.cookie(display.number()));
        long connection = new XcbOpener(display, cookie).connectBefore(deadline);
        int failure = Xcb.xcb_connection_has_error(connection);
        if (failure != 0) {
            Xcb.xcb_disconnect(connection);
            throw DisplayException.notReached(
                    "libxcb cannot connect to " + display + ": " + Xcb.failureText(failure),
                    "check that the X server runs, DISPLAY and XAUTHORITY",
                    null);
        }
        return connection;
    }

    private long connectBefore(Deadline deadline) throws DisplayException {
        CompletableFuture<Long> connected = new CompletableFuture<>();
        Thread thread = new Thread(() -> connected.complete(connect()), "tally-xcb-connect");
        thread.setDaemon(true);
        thread.start();
        try {
            return connected.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            connected.thenAccept(Xcb::xcb_disconnect);
            throw Wire.silent(display.toString(), deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connected.thenAccept(Xcb::xcb_disconnect);
            throw Wire.gone(display.toString(), "was given up: this thread was interrupted");
        }
    }

    private long connect() {
        if (cookie.isEmpty()) {
            return Xcb.xcb_connect(display.text(), Pointer.NULL);
        }
        byte[] name = Xauthority.COOKIE.getBytes(StandardCharsets.US_ASCII);
        try (Memory authority = AuthInfo.of(name, cookie.get())) {
            return Xcb.xcb_connect_to_display_with_auth_info(display.text(), authority, Pointer.NULL);
        }
    }

    /** Layout of {@code xcb_auth_info_t} on a 64-bit machine; the name and the data follow it in the same memory. */
    private static final class AuthInfo {
        static final int NAME_LENGTH = 0;
        static final int NAME = 8;
        static final int DATA_LENGTH = 16;
        static final int DATA = 24;
        static final int SIZE = 32;

        private AuthInfo() {}

        static Memory of(byte[] name, byte[] data) {
            int dataAt = SIZE + name.length;
            Memory info = new Memory(dataAt + data.length);
            info.setInt(NAME_LENGTH, name.length);
            info.setPointer(NAME, info.share(SIZE));
            info.setInt(DATA_LENGTH, data.length);
            info.setPointer(DATA, info.share(dataAt));
            info.write(SIZE, name, 0, name.length);
            info.write(dataAt, data, 0, data.length);
            return info;
        }
    }
}
