package dev.tally.foxglove.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * A new connection until the head of its first request is complete. A proper request goes on to Jetty with all bytes
 * read so far; any other is answered and the connection closed, and nothing is logged. No connection gets to a second
 * request: it becomes a session, or is closed with the answer to the first ({@link Handshake#answer}).
 *
 * <p><b>Threads.</b> Jetty calls {@link #onFillable} on one thread at a time; any thread may ask for the bytes read.
 */
final class RequestHeadConnection extends AbstractConnection implements Connection.UpgradeFrom {
    private final Connector connector;
    private final ConnectionFactory http;
    private final ByteBuffer buffer = BufferUtil.allocate(RequestHead.MAX_BYTES);
    private volatile int bytesIn;

    /** Makes these connections for a connector; {@code http} takes over from them. */
    static final class Factory extends AbstractConnectionFactory {
        private final ConnectionFactory http;

        Factory(ConnectionFactory http) {
            super("request-head");
            this.http = http;
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            return configure(
                    new RequestHeadConnection(endPoint, connector.getExecutor(), connector, http), connector, endPoint);
        }
    }

    private RequestHeadConnection(EndPoint endPoint, Executor executor, Connector connector, ConnectionFactory http) {
        super(endPoint, executor);
        this.connector = connector;
        this.http = http;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        fillInterested();
    }

    @Override
    public void onFillable() {
        try {
            while (true) {
                int scanned = buffer.limit();
                int count = getEndPoint().fill(buffer);
                if (count < 0) {
                    close();
                    return;
                }
                if (isDecided(scanned)) {
                    return;
                }
                bytesIn = buffer.limit();
                if (count == 0) {
                    fillInterested();
                    return;
                }
            }
        } catch (IOException e) {
            close(); // the peer has gone, or its TLS is broken
        }
    }

    /** Refuses the request or hands it on; returns false if more bytes are needed for that. */
    private boolean isDecided(int scanned) {
        if (buffer.hasRemaining() && !Character.isUpperCase(buffer.get(buffer.position()))) {
            refuse(RequestHead.NOT_HTTP);
            return true;
        }
        int end = RequestHead.end(buffer.array(), scanned, buffer.limit());
        if (end >= 0) {
            String head = new String(buffer.array(), 0, end, StandardCharsets.ISO_8859_1);
            Optional<RequestHead.Refusal> refusal = RequestHead.check(head);
            refusal.ifPresentOrElse(
                    this::refuse, () -> getEndPoint().upgrade(http.newConnection(connector, getEndPoint())));
            return true;
        }
        if (buffer.limit() == buffer.capacity()) {
            refuse(RequestHead.TOO_LARGE);
            return true;
        }
        return false;
    }

    private void refuse(RequestHead.Refusal refusal) {
        getEndPoint().write(Callback.from(this::close), refusal.answer());
    }

    @Override
    public ByteBuffer onUpgradeFrom() {
        return buffer;
    }

    /** Returns how many bytes have been read of a head that was not complete with them. */
    @Override
    public long getBytesIn() {
        return bytesIn;
    }
}
