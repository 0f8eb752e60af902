package dev.tally.sink.websocket.internal;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Accepts connections that may say nothing for hours and yet leave nothing behind when they end.
 *
 * <p>An idle timeout would wake us for each of them. In its place the kernel probes silent peers, and a connection whose
 * output we have ended (which is how Jetty closes) is cut off if the peer does not end its own side soon.
 */
final class LongLivedConnector extends ServerConnector {
    private static final int SELECTORS = 1;
    private static final int KEEP_ALIVE_IDLE_SECONDS = 60;
    private static final int KEEP_ALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEP_ALIVE_PROBES = 5;
    private static final long LAST_WORD_SECONDS = 1;

    LongLivedConnector(Server server, ConnectionFactory[] factories) {
        super(server, null, null, null, 0, SELECTORS, factories);
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

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SocketChannelEndPoint endPoint = new SocketChannelEndPoint(channel, selector, key, getScheduler()) {
            @Override
            protected void doShutdownOutput() {
                super.doShutdownOutput();
                getScheduler().schedule(this::close, LAST_WORD_SECONDS, TimeUnit.SECONDS);
            }
        };
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }
}
