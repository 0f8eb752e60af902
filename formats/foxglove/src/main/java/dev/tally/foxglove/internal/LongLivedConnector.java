package dev.tally.foxglove.internal;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Accepts connections. Sessions may be silent for hours; connections that are not sessions yet are bounded in time and
 * number by {@link PendingHandshakes}.
 *
 * <p>An idle timeout or pings would wake us for each session; instead the kernel probes silent peers.
 *
 * <p>Buffers are not pooled: with Jetty 12.1.12's pool, a peer that sends a broken request and hangs up can make two
 * other connections share one buffer, so that strangers' bytes mix. {@code HostileFramesProperties} shows it.
 */
final class LongLivedConnector extends ServerConnector {
    private static final int SELECTORS = 1;
    private static final int ACCEPT_QUEUE = 512;
    private static final int KEEP_ALIVE_IDLE_SECONDS = 60;
    private static final int KEEP_ALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEP_ALIVE_PROBES = 5;

    private final PendingHandshakes pending;

    LongLivedConnector(Server server, PendingHandshakes pending, ConnectionFactory[] factories) {
        super(server, null, null, new ByteBufferPool.NonPooling(), 0, SELECTORS, factories);
        this.pending = pending;
        setIdleTimeout(0); // PendingHandshakes has timers of its own
        setAcceptQueueSize(ACCEPT_QUEUE);
    }

    @Override
    protected void onEndPointOpened(EndPoint endPoint) {
        super.onEndPointOpened(endPoint);
        pending.opened(endPoint, getScheduler());
    }

    @Override
    protected void onEndPointClosed(EndPoint endPoint) {
        super.onEndPointClosed(endPoint);
        pending.closed(endPoint);
    }

    @Override
    protected void configure(Socket socket) {
        super.configure(socket);
        try {
            socket.setKeepAlive(true);
            if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
                socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS);
                socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_INTERVAL_SECONDS);
                socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_PROBES);
            }
        } catch (SocketException e) {
            // The peer has gone already; reading from the socket will show it.
        } catch (IOException e) {
            throw new IllegalStateException("cannot set keep-alive", e);
        }
    }
}
