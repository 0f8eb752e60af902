package dev.tally.capture.xrecord.internal.x11;

import java.nio.ByteBuffer;

/**
 * The connection of one client to an X server, which sends requests and receives replies. All bytes are in native order.
 *
 * <p>A connection is used for single requests, or after {@link #openStream} only for the replies of that one request. Events are skipped. A reply lies between the position and the limit of the buffer that is returned, which
 * belongs to the connection and is overwritten by the next one.
 *
 * <p><b>Threads.</b> One thread at a time; only {@link #shutdown} may be called while another thread is inside.
 *
 * <p><b>Cost.</b> {@link #nextReply} allocates nothing.
 *
 * <p><b>Failure.</b> An X error for any request so far is thrown by the next call that reads. The caller
 * then closes the connection, except after a {@link #call} that took too long: its reply is skipped when it comes.
 */
public interface XConnection extends AutoCloseable {

    /** {@return the answer with which the server accepted us} */
    ConnectionSetup setup();

    /** Sends one request that has no reply, without waiting for the server to read it. */
    void send(ByteBuffer request, Deadline deadline) throws DisplayException;

    /** Sends one request and waits for its reply. */
    ByteBuffer call(ByteBuffer request, Deadline deadline) throws DisplayException;

    /**
     * Sends one request that has a reply, and returns without waiting for the server; the reply is skipped when it comes.
     * Also skips the packets that have arrived meanwhile. Does not send while an earlier request of this kind is not answered.
     */
    void post(ByteBuffer request, Deadline deadline) throws DisplayException;

    /** Sends one request that has many replies. */
    void openStream(ByteBuffer request, Deadline deadline) throws DisplayException;

    /** Waits without a limit for the next reply to the request that opened the stream. */
    ByteBuffer nextReply() throws DisplayException;

    /** Disconnects: a thread that waits inside fails at once, and so do all further calls. Any thread may call it. Idempotent. */
    void shutdown();

    /** Disconnects and frees what the connection holds. Idempotent. */
    @Override
    void close();
}
