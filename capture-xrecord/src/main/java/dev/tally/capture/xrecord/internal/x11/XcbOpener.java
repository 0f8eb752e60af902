package dev.tally.capture.xrecord.internal.x11;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
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
    private final Optional<Path> authorityFile;

    private XcbOpener(DisplayName display, Optional<Path> authorityFile) {
        this.display = display;
        this.authorityFile = authorityFile;
    }

    /**
     * What libxcb is called with.
     *
     * @param display the name of the display
     * @param cookie the cookie to show; if empty, libxcb finds its own
     */
    record Attempt(String display, Optional<byte[]> cookie) {}

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
        long connection = new XcbOpener(display, authorityFile).connectBefore(deadline);
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
        Iterator<Attempt> attempts = attempts(display, authorityFile).iterator();
        long connection = connect(attempts.next());
        while (Xcb.xcb_connection_has_error(connection) != 0 && attempts.hasNext()) {
            Xcb.xcb_disconnect(connection);
            connection = connect(attempts.next());
        }
        return connection;
    }

    /** Returns how to connect; with a file of cookies one for each address of a host, since each address has its own. */
    static List<Attempt> attempts(DisplayName display, Optional<Path> authorityFile) {
        Optional<Xauthority> authority = authorityFile.map(Xauthority::read);
        if (authority.isPresent() && display.host().isPresent()) {
            List<Attempt> attempts = Arrays.stream(
                            SocketConnection.addresses(display.host().get()))
                    .map(address -> attempt(address, display.number(), authority.get()))
                    .toList();
            return attempts.isEmpty() ? List.of(new Attempt(display.text(), Optional.empty())) : attempts;
        }
        return List.of(new Attempt(display.text(), authority.flatMap(cookies -> cookies.cookie(display.number()))));
    }

    private static Attempt attempt(InetAddress address, int number, Xauthority authority) {
        String host = address.getHostAddress();
        String name = (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + number;
        return new Attempt(name, authority.cookie(address, number));
    }

    private static long connect(Attempt attempt) {
        if (attempt.cookie().isEmpty()) {
            return Xcb.xcb_connect(attempt.display(), Pointer.NULL);
        }
        byte[] name = Xauthority.COOKIE.getBytes(StandardCharsets.US_ASCII);
        try (Memory authority = AuthInfo.of(name, attempt.cookie().get())) {
            return Xcb.xcb_connect_to_display_with_auth_info(attempt.display(), authority, Pointer.NULL);
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
