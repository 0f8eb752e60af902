package dev.tally.capture.xrecord.internal.x11;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * The structures that one connection passes to libxcb, in native memory that is allocated once.
 *
 * <p>They come in this order: the vector of the request, the request, the pointers to an error and to a reply that libxcb
 * fills in, the descriptor for poll(2), the bytes of the request.
 *
 * <p><b>Threads.</b> One at a time.
 *
 * <p><b>Cost.</b> Allocates when it is made and never after.
 */
final class XcbScratch implements AutoCloseable {
    /** libxcb writes into the two entries before the one that it is given; the caller provides memory for them. */
    private static final int VECTOR = 2 * Iovec.SIZE;

    private static final int REQUEST = VECTOR + Iovec.SIZE;
    private static final int ERROR = REQUEST + ProtocolRequest.SIZE;
    private static final int REPLY = ERROR + Long.BYTES;
    private static final int POLL = REPLY + Long.BYTES;
    private static final int BYTES = POLL + Libc.Pollfd.SIZE;
    private static final int LONGEST_REQUEST = 1024;

    private final Memory memory = new Memory(BYTES + LONGEST_REQUEST);
    private final long address = Pointer.nativeValue(memory);

    /** Layout of {@code struct iovec}, readv(2), on a 64-bit machine. */
    private static final class Iovec {
        static final int BASE = 0;
        static final int LENGTH = 8;
        static final int SIZE = 16;

        private Iovec() {}
    }

    /** Layout of {@code xcb_protocol_request_t} ({@code xcbext.h}) on a 64-bit machine. */
    private static final class ProtocolRequest {
        static final int COUNT = 0;
        static final int EXTENSION = 8;
        static final int OPCODE = 16;
        static final int IS_VOID = 17;
        static final int SIZE = 24;

        private ProtocolRequest() {}
    }

    XcbScratch() {
        memory.clear();
    }

    /**
     * Writes a request that is one piece of memory: the bytes between the position and the limit of the buffer.
     *
     * @param request of at most {@value #LONGEST_REQUEST} bytes; its position stays
     * @param hasNoReply whether the server answers nothing to it
     */
    void setRequest(ByteBuffer request, boolean hasNoReply) {
        int size = request.remaining();
        for (int i = 0; i < size; i++) {
            memory.setByte(BYTES + i, request.get(request.position() + i));
        }
        memory.setLong(VECTOR + Iovec.BASE, address + BYTES);
        memory.setLong(VECTOR + Iovec.LENGTH, size);
        memory.setLong(REQUEST + ProtocolRequest.COUNT, 1);
        memory.setLong(REQUEST + ProtocolRequest.EXTENSION, 0);
        memory.setByte(REQUEST + ProtocolRequest.OPCODE, request.get(request.position()));
        memory.setByte(REQUEST + ProtocolRequest.IS_VOID, (byte) (hasNoReply ? 1 : 0));
    }

    /** {@return the address of the vector that {@link #setRequest} wrote} */
    long vectorAddress() {
        return address + VECTOR;
    }

    /** {@return the address of the request that {@link #setRequest} wrote} */
    long requestAddress() {
        return address + REQUEST;
    }

    /** {@return the address at which libxcb stores the address of an error} */
    long errorAddress() {
        return address + ERROR;
    }

    /** {@return the address at which libxcb stores the address of a reply} */
    long replyAddress() {
        return address + REPLY;
    }

    /** {@return the address of the reply that libxcb stored; 0 if it stored none} */
    long reply() {
        return memory.getLong(REPLY);
    }

    /** Returns the address of the error that libxcb stored, or 0, and stores 0. */
    long takeError() {
        long error = memory.getLong(ERROR);
        memory.setLong(ERROR, 0);
        return error;
    }

    /**
     * Waits with poll(2) until a descriptor is readable or the time is over.
     *
     * @param descriptor the number of an open file
     * @param timeoutMillis the longest time to wait, in milliseconds
     */
    void awaitReadable(int descriptor, int timeoutMillis) {
        memory.setInt(POLL + Libc.Pollfd.FD, descriptor);
        memory.setShort(POLL + Libc.Pollfd.EVENTS, Libc.POLLIN);
        memory.setShort(POLL + Libc.Pollfd.REVENTS, (short) 0);
        Libc.poll(address + POLL, 1, timeoutMillis);
    }

    /** Frees the memory. Idempotent. */
    @Override
    public void close() {
        memory.close();
    }
}
