package dev.tally.capture.xrecord.internal.x11;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection through libxcb, over every transport and with every authorisation that libxcb knows.
 *
 * <p>Requests are handed over as raw bytes, so that both kinds of connection send the same. libxcb matches replies to
 * requests.
 *
 * <p><b>Cost.</b> A reply is allocated by libxcb; it is copied into our one buffer, overwritten and freed.
 *
 * <p><b>Failure.</b> When the server dies, libxcb throws away what it had received and not handed out yet.
 *
 * <p><b>Privacy.</b> Reports also pass through libxcb's own input buffer, which it never clears. Where that matters, use
 * {@link SocketConnection}.
 */
final class XcbConnection implements XConnection {
    private final String display;
    private final long connection;
    private final int descriptor;
    private final ConnectionSetup setup;
    private final XcbScratch scratch = new XcbScratch();
    private final ByteBuffer reply =
            ByteBuffer.allocateDirect(Wire.LONGEST_REPLY).order(ByteOrder.nativeOrder());
    private final long replyAddress = Pointer.nativeValue(Native.getDirectBufferPointer(reply));
    private int streamSequence;
    private int postedSequence; // 0: none

    /*
     * A thread inside libxcb holds `inside`. close() first shuts the descriptor down, which makes that thread return, and
     * frees the connection when it holds `inside` itself. `open` changes under the monitor, together with the end of the
     * connection: shutdown() therefore never shuts down a descriptor whose number the system has given away again.
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
     * @param display the display to connect to
     * @param authorityFile the file of cookies to use; if empty, libxcb finds its own
     * @param deadline the end of the time for it
     * @throws DisplayException if libxcb cannot connect in time
     * @throws LinkageError if JNA or libxcb is missing; without JNA, already when this class is linked
     */
    static XcbConnection open(DisplayName display, Optional<Path> authorityFile, Deadline deadline)
            throws DisplayException {
        Xcb.load();
        Libc.load();
        long connection = XcbOpener.open(display, authorityFile, deadline);
        try {
            return new XcbConnection(display.toString(), connection);
        } catch (DisplayException e) {
            Xcb.xcb_disconnect(connection);
            throw e;
        }
    }

    private ConnectionSetup readSetup() throws DisplayException {
        Pointer greeting = new Pointer(Xcb.xcb_get_setup(connection));
        int size = ConnectionSetup.HEAD + 4 * Short.toUnsignedInt(greeting.getShort(ConnectionSetup.UNITS));
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

    /** Sends one request and returns its sequence number. Our requests are so short that libxcb never waits here. */
    private int send(ByteBuffer request, boolean hasNoReply) throws DisplayException {
        scratch.setRequest(request, hasNoReply);
        int flags = hasNoReply ? Xcb.RAW : Xcb.RAW | Xcb.CHECKED;
        int sequence = Xcb.xcb_send_request(connection, flags, scratch.vectorAddress(), scratch.requestAddress());
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
            while (!isCompleted(sequence)) {
                awaitBytes(sequence, deadline);
            }
            throwEarlierErrors();
            return take(scratch.reply());
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
        if (!isCompleted(sequence)) {
            return false;
        }
        take(scratch.reply());
        return true;
    }

    /** Returns whether libxcb has stored the reply or the error for a request, or has failed. */
    private boolean isCompleted(int sequence) {
        return Xcb.xcb_poll_for_reply(connection, sequence, scratch.replyAddress(), scratch.errorAddress()) != 0;
    }

    private void awaitBytes(int sequence, Deadline deadline) throws DisplayException {
        if (deadline.remainingMillis() == 0) {
            Xcb.xcb_discard_reply(connection, sequence);
            throw Wire.silent(display, deadline);
        }
        scratch.awaitReadable(descriptor, deadline.remainingMillis());
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
            return take(Xcb.xcb_wait_for_reply(connection, streamSequence, scratch.errorAddress()));
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
        long error = scratch.takeError();
        if (error != 0) {
            copyPacket(error);
            Libc.free(error);
            return Wire.error(reply, 0, display);
        }
        int failure = Xcb.xcb_connection_has_error(connection);
        return failure <= 1
                ? Wire.gone(display, "closed the connection")
                : Wire.garbled(display, "libxcb gave up: " + Xcb.failureText(failure));
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
