package dev.tally.examples.server;

import dev.tally.sink.store.ActivityStore;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/**
 * Starts and stops the store, the way to it and the HTTP server together.
 *
 * <p><b>Threads.</b> Any thread may call {@link #close}, once; it returns within two seconds. Requests that had begun are
 * answered, unless the client is slower than that.
 */
final class WebServer implements AutoCloseable {
    private static final Duration TO_FINISH = Duration.ofMillis(1200);
    /** Longer than clients keep an idle connection, so that the client closes it, and never sends on a closed one. */
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(75);

    private static final int BUFFER_BYTES = 1024;
    /**
     * The characters of header fields that a connection remembers, to parse them quicker the next time: enough for those of a
     * client. Each takes a hundred bytes; Jetty's own 1,024 would be 100 KB for each connection.
     */
    private static final int HEADER_CACHE_CHARACTERS = 128;
    /** A page sends some requests to the API where a reader of the summary sends one, and again after each change. */
    private static final int API_REQUESTS_PER_SUMMARY = 20;

    private final ServerSettings settings;
    private final ActivityStore store;
    private final Access access;
    private final Ingest ingest;
    private final ChangeEvents events;
    private final Routes routes;
    private final Optional<AccessLog> accessLog;
    private final Server server;
    private final ServerConnector connector;

    WebServer(ServerSettings settings, ActivityStore store) {
        this.settings = settings;
        this.store = store;
        this.access = new Access(settings.access(), new ClientAddress(settings.trustedProxies()));
        HttpThreads threads = new HttpThreads();
        this.server = new Server(threads);
        this.ingest = settings.kafka()
                .<Ingest>map(kafka -> new KafkaIngest(kafka, threads))
                .orElseGet(() -> new CommitQueue(store, threads::executeBatch));
        this.connector = connector();
        this.events = new ChangeEvents(connector.getScheduler(), access);
        this.routes = routes();
        server.addConnector(connector);
        ConnectionGuard guard = new ConnectionGuard(
                settings.maxConnectionsPerAddress(),
                new ClientAddress(settings.trustedProxies()),
                connector.getScheduler(),
                new GracefulHandler(routes));
        connector.addEventListener(guard);
        server.setHandler(guard);
        NetworkConnectionLimit limit = new NetworkConnectionLimit(settings.maxConnections(), server);
        limit.setEndPointIdleTimeout(1000); // at the limit, idle connections are closed after a second
        server.addBean(limit);
        this.accessLog = settings.accessLog()
                .map(output -> new AccessLog(
                        output, routes.methodsByPath().keySet(), new ClientAddress(settings.trustedProxies())));
        accessLog.ifPresent(server::setRequestLog);
        server.setErrorHandler(new JsonErrors());
        server.setStopTimeout(TO_FINISH.toMillis());
    }

    /**
     * Starts to listen.
     *
     * @throws IOException saying in one line why it cannot listen
     */
    void start() throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException(
                    "cannot listen on " + address(settings.host(), settings.port()) + ": " + reason(e), e);
        }
    }

    /** Takes other keys from now on; requests that were allowed before go on. */
    void replaceKeys(Access.Keys keys) {
        access.replaceKeys(keys);
    }

    /** Returns where it listens: {@code 127.0.0.1:5000}. */
    String address() {
        return address(settings.host(), connector.getLocalPort());
    }

    /** Returns the paths that are answered, each with its methods. */
    Map<String, Set<String>> methodsByPath() {
        return routes.methodsByPath();
    }

    /** Returns whether a thread that answers requests takes a task within five seconds. For a watchdog. */
    boolean isResponsive() {
        CountDownLatch taken = new CountDownLatch(1);
        server.getThreadPool().execute(taken::countDown);
        try {
            return taken.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        events.close(); // else the server would wait for these answers, which have no end
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("stopping the HTTP server", e);
        } finally {
            ingest.close();
            store.close();
            accessLog.ifPresent(AccessLog::close);
        }
    }

    private Routes routes() {
        ClientAddress clients = new ClientAddress(settings.trustedProxies());
        AnswerMemory memory = new AnswerMemory();
        int requests = settings.rateLimitRequests();
        Duration window = settings.rateLimitWindow();
        int apiRequests = (int) Math.min((long) requests * API_REQUESTS_PER_SUMMARY, Integer.MAX_VALUE);
        Api api = new Api(store, access, events, new RateLimit("api", apiRequests, window), clients, memory);
        Routes all = new Routes()
                .on("POST", "/frames", new FramesRoute(access, settings.maxBodyBytes(), ingest, api::added))
                .get(
                        "/activity/summary",
                        new ReadRoute(
                                access,
                                new RateLimit("summary", requests, window),
                                clients,
                                memory,
                                new SummaryReader(store, Clock.systemUTC())))
                .get("/health", new HealthRoute(store, ingest, access))
                .get("/metrics", new MetricsRoute(ingest, access));
        api.addTo(all);
        return all;
    }

    private ServerConnector connector() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(8 * 1024);
        http.setHeaderCacheSize(HEADER_CACHE_CHARACTERS);
        // In a test, a bare Jetty 12.1.12 mixed up the pooled buffers of two connections after broken requests of a
        // third. This server has not shown it; but a key or counts could turn up in another client's request, so
        // buffers are not pooled.
        http.setUseInputDirectByteBuffers(false);
        http.setUseOutputDirectByteBuffers(false);
        // Each request allocates its buffers, so they have the size that a post needs; longer heads take several reads.
        http.setResponseHeaderSize(BUFFER_BYTES);
        http.setMaxResponseHeaderSize(16 * 1024);
        HttpConnectionFactory connections = new HttpConnectionFactory(http);
        connections.setInputBufferSize(BUFFER_BYTES);
        ServerConnector connector =
                new ServerConnector(server, null, null, new ByteBufferPool.NonPooling(), 1, 1, connections);
        connector.setHost(settings.host().getHostAddress());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_CONNECTION.toMillis());
        connector.setShutdownIdleTimeout(200);
        connector.setAcceptQueueSize(512);
        return connector;
    }

    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException bind) {
                return bind.getMessage() + "; stop the program that listens there, or choose another address or port";
            }
        }
        return String.valueOf(failure.getMessage());
    }

    private static String address(InetAddress host, int port) {
        String name = new InetSocketAddress(host, port).getAddress().getHostAddress();
        return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
}
