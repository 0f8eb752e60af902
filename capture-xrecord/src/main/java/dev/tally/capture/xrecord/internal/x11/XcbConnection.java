package dev.tally.capture.xrecord.internal.x11;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection through libxcb: every transport and authorisation that it knows.
 *
 * <p>Requests are handed over raw, so that both connections send the same bytes. libxcb matches replies to requests.
 *
 * <p><b>Cost.</b> A reply is allocated by libxcb; it is copied into one buffer, overwritten and freed.
 *
 * <p><b>Failure.</b> When the server dies, libxcb throws away what it had received and not handed out yet.
 *
 * <p><b>Privacy.</b> Reports also pass through libxcb's own input buffer, which it never clears. Where that matters, take
 * the socket.
 */
final class XcbConnection implements XConnection {
    private static final String[] FAILURES = {
        "no error",
        "it cannot be reached or refused us (libxcb may have printed its words on standard error)",
        "an extension is missing",
        "memory ran out",
        "a request was too long",
        "the display name is malformed",
        "the screen does not exist"
    };

    /** Offsets in {@link #scratch}. libxcb writes into the two entries of the vector that stand before the one passed. */
    private static final int VECTOR = 32;

    private static final int REQUEST = 48;
    private static final int ERROR = 72;
    private static final int REPLY = 80;
    private static final int POLL = 88;
    private static final int BYTES = 96;
    private static final int LONGEST_REQUEST = 1024;

    private final String display;
    private final long connection;
    private final int descriptor;
    private final ConnectionSetup setup;
    private final Memory scratch = new Memory(BYTES + LONGEST_REQUEST);
    private final long scratchAddress = Pointer.nativeValue(scratch);
    private final ByteBuffer reply =
            ByteBuffer.allocateDirect(Wire.LONGEST_REPLY).order(ByteOrder.nativeOrder());
    private final long replyAddress = Pointer.nativeValue(Native.getDirectBufferPointer(reply));
    private int streamSequence;
    private int postedSequence; // 0: none

    /*
     * A thread inside libxcb holds `inside`; close() takes it before it frees the connection, having shut the
     * descriptor down, so that a thread inside comes out. `open` changes under the monitor, so that no descriptor is shut
     * down that has been given to somebody else meanwhile.
     */
    private final ReentrantLock inside = new ReentrantLock();
    private boolean open = true;

    private XcbConnection(String display, long connection) throws DisplayException {
        this.display = display;
        this.connection = connection;
        this.descriptor = Xcb.xcb_get_file_descriptor(connection);
        this.setup = readSetup();
    }

    /**
     * Loads libxcb and connects with it.
     *
     * @param authorityFile the cookies to use; libxcb finds its own without
     * @throws DisplayException if libxcb cannot connect
     * @throws LinkageError if JNA or libxcb is missing; also before this is entered
     */
    static XcbConnection open(DisplayName display, Optional<Path> authorityFile, Deadline deadline)
            throws DisplayException {
        Xcb.load();
        Libc.load();
        Optional<byte[]> cookie =
                authorityFile.map(Xauthority::read).flatMap(cookies -> cookies.cookie(display.number()));
        long connection = connect(display, cookie, deadline);
        int failure = Xcb.xcb_connection_has_error(connection);
        if (failure != 0) {
            Xcb.xcb_disconnect(connection);
            throw DisplayException.notReached(
                    "libxcb cannot connect to " + display + ": " + FAILURES[Math.min(failure, FAILURES.length - 1)],
                    "check that the X server runs, DISPLAY and XAUTHORITY",
                    null);
        }
        try {
            return new XcbConnection(display.toString(), connection);
        } catch (DisplayException e) {
            Xcb.xcb_disconnect(connection);
            throw e;
        }
    }

    /** Connects on a thread of its own: libxcb waits for a silent server without limit. */
    private static long connect(DisplayName display, Optional<byte[]> cookie, Deadline deadline)
            throws DisplayException {
        CompletableFuture<Long> connected = new CompletableFuture<>();
        Thread thread = new Thread(() -> connected.complete(connect(display, cookie)), "tally-xcb-connect");
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

    private static long connect(DisplayName display, Optional<byte[]> cookie) {
        String name = display.text();
        if (cookie.isEmpty()) {
            return Xcb.xcb_connect(name, Pointer.NULL);
        }
        byte[] method = Xauthority.COOKIE.getBytes(StandardCharsets.US_ASCII);
        byte[] data = cookie.get();
        try (Memory authority = new Memory(32 + method.length + data.length)) {
            authority.setInt(0, method.length);
            authority.setPointer(8, authority.share(32));
            authority.setInt(16, data.length);
            authority.setPointer(24, authority.share(32 + method.length));
            authority.write(32, method, 0, method.length);
            authority.write(32 + method.length, data, 0, data.length);
            return Xcb.xcb_connect_to_display_with_auth_info(name, authority, Pointer.NULL);
        }
    }

    private ConnectionSetup readSetup() throws DisplayException {
        Pointer greeting = new Pointer(Xcb.xcb_get_setup(connection));
        int size = 8 + 4 * Short.toUnsignedInt(greeting.getShort(6));
        ByteBuffer bytes = ByteBuffer.wrap(greeting.getByteArray(0, size)).order(ByteOrder.nativeOrder());
        return ConnectionSetup.parse(bytes, display);
    }

    @Override
    public ConnectionSetup setup() {
        return setup;
    }

    @Override
    public void send(ByteBuffer request, Deadline deadline) throws DisplayException {
        enter();
        try {
            send(request, true);
        } finally {
            inside.unlock();
        }
    }

    /** Hands one request over and returns its number. Requests of ours are so short that libxcb never waits here. */
    private int send(ByteBuffer request, boolean hasNoReply) throws DisplayException {
        int size = request.remaining();
        for (int i = 0; i < size; i++) {
            scratch.setByte(BYTES + i, request.get(request.position() + i));
        }
        scratch.setLong(VECTOR, scratchAddress + BYTES);
        scratch.setLong(VECTOR + 8, size);
        scratch.setLong(REQUEST, 1);
        scratch.setLong(REQUEST + 8, 0);
        scratch.setByte(REQUEST + 16, request.get(request.position()));
        scratch.setByte(REQUEST + 17, (byte) (hasNoReply ? 1 : 0));
        int flags = hasNoReply ? Xcb.RAW : Xcb.RAW | Xcb.CHECKED;
        int sequence = Xcb.xcb_send_request(connection, flags, scratchAddress + VECTOR, scratchAddress + REQUEST);
        if (sequence == 0 || Xcb.xcb_flush(connection) <= 0) {
            throw failed();
        }
        return sequence;
    }

    @Override
    public ByteBuffer call(ByteBuffer request, Deadline deadline) throws DisplayException {
        enter();
        try {
            int sequence = send(request, false);
            while (Xcb.xcb_poll_for_reply(connection, sequence, scratchAddress + REPLY, scratchAddress + ERROR) == 0) {
                awaitBytes(sequence, deadline);
            }
            throwEarlierErrors();
            return take(scratch.getLong(REPLY));
        } finally {
            inside.unlock();
        }
    }

    @Override
    public void post(ByteBuffer request, Deadline deadline) throws DisplayException {
        enter();
        try {
            throwEarlierErrors();
            if (postedSequence == 0 || isAnswered(postedSequence)) {
                postedSequence = send(request, false);
            }
        } finally {
            inside.unlock();
        }
    }

    private boolean isAnswered(int sequence) throws DisplayException {
        if (Xcb.xcb_poll_for_reply(connection, sequence, scratchAddress + REPLY, scratchAddress + ERROR) == 0) {
            return false;
        }
        take(scratch.getLong(REPLY));
        return true;
    }

    private void awaitBytes(int sequence, Deadline deadline) throws DisplayException {
        if (deadline.remainingMillis() == 0) {
            Xcb.xcb_discard_reply(connection, sequence);
            throw Wire.silent(display, deadline);
        }
        scratch.setInt(POLL, descriptor);
        scratch.setShort(POLL + 4, Libc.POLLIN);
        scratch.setShort(POLL + 6, (short) 0);
        Libc.poll(scratchAddress + POLL, 1, deadline.remainingMillis());
    }

    /** Throws the first error for a request without a reply; libxcb keeps those among the events. */
    private void throwEarlierErrors() throws DisplayException {
        DisplayException first = null;
        for (long event = next(); event != 0; event = next()) {
            copyPacket(event);
            Libc.free(event);
            if (first == null && Wire.type(reply, 0) == Wire.ERROR) {
                first = Wire.error(reply, 0, display);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private long next() {
        return Xcb.xcb_poll_for_event(connection);
    }

    @Override
    public void openStream(ByteBuffer request, Deadline deadline) throws DisplayException {
        enter();
        try {
            streamSequence = send(request, false);
        } finally {
            inside.unlock();
        }
    }

    @Override
    public ByteBuffer nextReply() throws DisplayException {
        enter();
        try {
            forget();
            return take(Xcb.xcb_wait_for_reply(connection, streamSequence, scratchAddress + ERROR));
        } finally {
            inside.unlock();
        }
    }

    /** Moves a reply out of libxcb's memory into ours. */
    private ByteBuffer take(long address) throws DisplayException {
        if (address == 0) {
            throw failed();
        }
        copyPacket(address);
        long length = Wire.length(reply, 0);
        if (length <= reply.capacity()) {
            Libc.memcpy(replyAddress, address, length);
            Libc.memset(address, 0, length);
        }
        Libc.free(address);
        if (length > reply.capacity()) {
            throw Wire.tooLong(display, length);
        }
        return reply.limit((int) length).position(0);
    }

    private void copyPacket(long address) {
        reply.clear();
        Libc.memcpy(replyAddress, address, Wire.PACKET);
    }

    /** Overwrites the reply before waiting for the next. */
    private void forget() {
        for (int i = 0; i < reply.limit(); i++) {
            reply.put(i, (byte) 0);
        }
        reply.position(0).limit(0);
    }

    private DisplayException failed() {
        long error = scratch.getLong(ERROR);
        if (error != 0) {
            scratch.setLong(ERROR, 0);
            copyPacket(error);
            Libc.free(error);
            return Wire.error(reply, 0, display);
        }
        int failure = Xcb.xcb_connection_has_error(connection);
        return failure <= 1
                ? Wire.gone(display, "closed the connection")
                : Wire.garbled(display, "libxcb gave up: " + FAILURES[Math.min(failure, FAILURES.length - 1)]);
    }

    private void enter() throws DisplayException {
        inside.lock();
        if (!isOpen()) {
            inside.unlock();
            throw Wire.gone(display, "was disconnected by us");
        }
    }

    private synchronized boolean isOpen() {
        return open;
    }

    @Override
    public synchronized void shutdown() {
        if (open) {
            Libc.shutdown(descriptor, Libc.SHUT_RDWR);
        }
    }

    @Override
    public void close() {
        shutdown();
        inside.lock();
        try {
            if (isOpen()) {
                disconnect();
            }
        } finally {
            inside.unlock();
        }
    }

    private synchronized void disconnect() {
        open = false;
        Xcb.xcb_disconnect(connection);
        scratch.close();
    }
}
