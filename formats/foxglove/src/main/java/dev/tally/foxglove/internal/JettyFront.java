package dev.tally.foxglove.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketExtensionRegistry;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket: a Jetty server, set up for few long connections.
 *
 * <p><b>Cost.</b> One selector and its workers; none wakes while nothing comes or goes. Dead peers are found by the
 * kernel's keep-alive (after a minute of silence, then five probes 10 s apart), not by pings of ours. The kernel does not
 * probe while data is unacknowledged: then the end comes when it stops sending again (about 15 minutes with the usual
 * {@code tcp_retries2}), or by the stall timeout, once the socket's buffer is full.
 */
public final class JettyFront {
    private static final int MIN_THREADS = 3;
    private static final int MAX_THREADS = 16;
    private static final String COMPRESSION = "permessage-deflate";

    private final Server server;
    private final ServerConnector connector;
    private final PendingHandshakes pending = new PendingHandshakes();

    /** @param tls null for none */
    public JettyFront(
            InetSocketAddress address,
            @Nullable SSLContext tls,
            Hub hub,
            Admission admission,
            boolean isCompressionAllowed) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("foxglove-server");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        threads.setIdleTimeout(0); // idle threads wait without a timeout; those beyond the least end with their job
        server = new Server(threads);
        server.setStopTimeout(0);
        connector = new LongLivedConnector(server, pending, factories(tls));
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        connector.setReuseAddress(true);
        server.addConnector(connector);
        server.setHandler(handler(hub, admission, isCompressionAllowed));
        server.setErrorHandler(JettyFront::refuse);
    }

    private static ConnectionFactory[] factories(@Nullable SSLContext tls) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUseInputDirectByteBuffers(false); // fresh ones each time: cheap on the heap only
        http.setUseOutputDirectByteBuffers(false);
        http.setRequestHeaderSize(RequestHead.MAX_BYTES);
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        RequestHeadConnection.Factory first = new RequestHeadConnection.Factory(plain);
        if (tls == null) {
            return new ConnectionFactory[] {first, plain};
        }
        http.addCustomizer(
                new SecureRequestCustomizer(false)); // Jetty's would refuse hosts that are not in the certificate
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setSslContext(tls);
        return new ConnectionFactory[] {new SslConnectionFactory(ssl, first.getProtocol()), first, plain};
    }

    private Handler handler(Hub hub, Admission admission, boolean isCompressionAllowed) {
        WebSocketComponents components = WebSocketServerComponents.ensureWebSocketComponents(server);
        WebSocketExtensionRegistry extensions = components.getExtensionRegistry();
        for (String name : Set.copyOf(extensions.getAvailableExtensionNames())) {
            if (!isCompressionAllowed || !name.equals(COMPRESSION)) {
                extensions.unregister(name); // with Jetty's "fragment", a client could ask for frames of one byte
            }
        }
        WebSocketUpgradeHandler upgrade = new WebSocketUpgradeHandler(components);
        upgrade.addMapping("/*", new Handshake(hub, admission, connector.getScheduler(), pending));
        upgrade.setHandler(new NoWebSocket());
        return upgrade;
    }

    /**
     * Answers a request that Jetty refuses, and ends the connection. Jetty would take another request from it, which
     * {@link RequestHead} has not checked.
     */
    private static boolean refuse(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Handshake.answer(response, callback, status, HttpStatus.getMessage(status));
        return true;
    }

    /** Answers requests that do not ask for a WebSocket, as those of a browser or curl. */
    private static final class NoWebSocket extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
            Handshake.answer(response, callback, HttpStatus.UPGRADE_REQUIRED_426, RequestHead.WHAT_THIS_IS);
            return true;
        }
    }

    /** @throws IOException if the address cannot be bound */
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            stop();
            throw e;
        } catch (Exception e) {
            stop();
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Returns the port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Cuts all connections and stops listening. */
    public void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not stop: " + e.getMessage(), e);
        }
    }
}
