package dev.tally.foxglove.internal;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Accepts connections that may say nothing for hours, once they are WebSockets; until then they have two seconds in all.
 *
 * <p>An idle timeout or pings would wake us for each of them; in their place the kernel probes silent peers.
 *
 * <p>Buffers are not pooled: with Jetty 12.1.12's pool, a peer that sends a broken request and hangs up can make two other
 * connections share one buffer, so that strangers' bytes mix. {@code HostileFramesProperties} shows it.
 */
final class LongLivedConnector extends ServerConnector {
    private static final Duration HANDSHAKE_TIME = Duration.ofSeconds(2);
    private static final int SELECTORS = 1;
    private static final int KEEP_ALIVE_IDLE_SECONDS = 60;
    private static final int KEEP_ALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEP_ALIVE_PROBES = 5;

    LongLivedConnector(Server server, ConnectionFactory[] factories) {
        super(server, null, null, new ByteBufferPool.NonPooling(), 0, SELECTORS, factories);
        setIdleTimeout(HANDSHAKE_TIME.toMillis()); // the handshake done, WebSockets have none: see isInHandshake
    }

    /** An idle timeout alone would let who sends a byte now and then hold a place for ever. */
    @Override
    protected void onEndPointOpened(EndPoint endPoint) {
        super.onEndPointOpened(endPoint);
        getScheduler().schedule(() -> endUnlessOpen(endPoint), HANDSHAKE_TIME.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void endUnlessOpen(EndPoint endPoint) {
        if (isInHandshake(endPoint)) {
            endPoint.close();
        }
    }

    /** With TLS as without it, a WebSocket takes the idle timeout off the endpoint of its socket. */
    private static boolean isInHandshake(EndPoint endPoint) {
        return endPoint.getIdleTimeout() > 0;
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
            // It has gone already; reading from it will say so.
        } catch (IOException e) {
            throw new IllegalStateException("cannot set keep-alive", e);
        }
    }
}
