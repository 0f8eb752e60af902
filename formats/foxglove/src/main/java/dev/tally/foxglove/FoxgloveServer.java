package dev.tally.foxglove;

import dev.tally.foxglove.internal.Admission;
import dev.tally.foxglove.internal.Hub;
import dev.tally.foxglove.internal.JettyFront;
import dev.tally.foxglove.internal.ServerLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of the Foxglove WebSocket protocol: viewers such as Foxglove and Lichtblick connect and show its channels.
 *
 * <pre>{@code
 * try (FoxgloveServer server = FoxgloveServer.named("garden").bind("127.0.0.1", 8765).start()) {
 *     Channel soil = server.addChannel(ChannelDefinition.json("/soil", "Soil", schema));
 *     server.publish(soil, epochNanos, "{\"moisture\":0.31}".getBytes(UTF_8));
 * }
 * }</pre>
 *
 * <p>It speaks {@code foxglove.sdk.v1} and {@code foxglove.websocket.v1}. Channels may come and go while clients are
 * connected. A client that subscribes gets the channel's last message at once. Clients can look and change nothing.
 *
 * <p><b>Threads.</b> Any thread may call anything at any time. {@link #publish} only puts into queues: it waits for no
 * network and no client.
 *
 * <p><b>Order and time.</b> Messages of one channel reach a client in the order of publishing. Log times are the
 * caller's, in nanoseconds since the Unix epoch.
 *
 * <p><b>Cost.</b> One copy of the payload for each message, one queue entry for each subscriber; one sender thread. While
 * nothing is published and nobody comes or goes, no thread wakes.
 *
 * <p><b>Failure.</b> Delivery is at most once. Each client has a queue bounded in messages and bytes; when it is full the
 * oldest message is dropped and counted ({@link #statistics()}), for this client only. A client that takes nothing for
 * the stall timeout is disconnected.
 */
public final class FoxgloveServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FoxgloveServer.class);
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final Hub hub;
    private final JettyFront front;
    private final String host;
    private final int port;
    private final boolean hasTls;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private FoxgloveServer(Hub hub, JettyFront front, String host, boolean hasTls) {
        this.hub = hub;
        this.front = front;
        this.host = host;
        this.port = front.port();
        this.hasTls = hasTls;
    }

    /** Begins a server with this name, which viewers show. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Where it listens, for example {@code ws://0.0.0.0:8765/}: with the port that was taken if 0 was asked for. */
    public URI address() {
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return URI.create((hasTls ? "wss://" : "ws://") + literal + ":" + port() + "/");
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /**
     * Adds a channel and tells all clients. Any number may be added in a loop: those that a client has not heard of yet come
     * to it 100 in one message.
     *
     * @throws IllegalArgumentException if there is a channel with this topic
     */
    public Channel addChannel(ChannelDefinition definition) {
        return new Channel(definition, hub.add(definition));
    }

    /** Ends a channel and its subscriptions and tells all clients. Messages published to it later go nowhere. */
    public void removeChannel(Channel channel) {
        hub.remove(channel.feed());
    }

    /** Sends a message to who listens to this channel; the bytes are copied. Never waits. */
    public void publish(Channel channel, long logTimeNanos, byte[] payload) {
        publish(channel, logTimeNanos, ByteBuffer.wrap(payload));
    }

    /** The same with the bytes between the buffer's position and limit, which stay as they are. */
    public void publish(Channel channel, long logTimeNanos, ByteBuffer payload) {
        hub.publish(channel.feed(), logTimeNanos, payload);
    }

    /** Shows a status to all clients that are connected now. */
    public void status(StatusLevel level, String message) {
        hub.status(level, message, null);
    }

    /** The same under an id, by which it can be replaced and {@linkplain #removeStatus removed}. */
    public void status(StatusLevel level, String message, String id) {
        hub.status(level, message, id);
    }

    /** Takes statuses back. */
    public void removeStatus(Collection<String> ids) {
        hub.removeStatus(ids);
    }

    /** What it has done so far, and how each client is doing. */
    public ServerStatistics statistics() {
        return hub.statistics();
    }

    /** Sends what waits, says goodbye to all clients, waits up to a second for their answers, and stops. Idempotent. */
    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        try {
            hub.dismiss(GOODBYE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean wasInterrupted = Thread.interrupted(); // Jetty would not stop properly
        front.stop();
        hub.close();
        logDrops();
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void logDrops() {
        ServerStatistics last = statistics();
        if (last.droppedMessages() > 0) {
            LOG.info(
                    "{} is closed; its {} clients missed {} messages ({} bytes), dropped for being slow or too large",
                    this,
                    last.accepted(),
                    last.droppedMessages(),
                    last.droppedBytes());
        }
    }

    @Override
    public String toString() {
        return "Foxglove server at " + address();
    }

    /** What a server is made from. Every setting has a default. */
    public static final class Builder {
        /** {@value}: all addresses of the machine, as the protocol's users expect. */
        public static final String DEFAULT_HOST = "0.0.0.0";
        /** {@value}: what viewers suggest. */
        public static final int DEFAULT_PORT = 8765;
        /** {@value}. */
        public static final int DEFAULT_MAX_CLIENTS = 100;
        /** {@value} messages of channels may wait for a client. */
        public static final int DEFAULT_QUEUE_MESSAGES = 1024;
        /** {@value} bytes of messages of channels may wait for a client. */
        public static final long DEFAULT_QUEUE_BYTES = 8L * 1024 * 1024;
        /** {@value} bytes may a client send in one message. */
        public static final int DEFAULT_MAX_INBOUND_BYTES = 256 * 1024;

        private static final Duration DEFAULT_STALL_TIMEOUT = Duration.ofMinutes(1);
        private static final int CONTROL_MESSAGES = 1024;
        private static final long CONTROL_BYTES = 16L * 1024 * 1024;

        private final String name;
        private InetSocketAddress address = new InetSocketAddress(DEFAULT_HOST, DEFAULT_PORT);
        private String sessionId = UUID.randomUUID().toString();
        private Map<String, String> metadata = Map.of();
        private @Nullable Tls tls;
        private @Nullable String token;
        private boolean isTokenInUrlAllowed;
        private Set<String> origins = Set.of();
        private boolean isCompressionAllowed;
        private int maxClients = DEFAULT_MAX_CLIENTS;
        private int queueMessages = DEFAULT_QUEUE_MESSAGES;
        private long queueBytes = DEFAULT_QUEUE_BYTES;
        private int maxInboundBytes = DEFAULT_MAX_INBOUND_BYTES;
        private Duration stallTimeout = DEFAULT_STALL_TIMEOUT;

        private Builder(String name) {
            this.name = name;
        }

        /**
         * The address to listen on.
         *
         * @param host a name or address of this machine; {@value #DEFAULT_HOST} for all, {@code 127.0.0.1} for viewers on
         *     this machine only
         * @param port 0 for any that is free
         */
        public Builder bind(String host, int port) {
            this.address = new InetSocketAddress(host, port);
            return this;
        }

        /** What tells one run of the server from the next: a new one makes viewers start afresh. Random by default. */
        public Builder sessionId(String sessionId) {
            this.sessionId = sessionId;
            return this;
        }

        /** What else viewers may know about the server. */
        public Builder metadata(Map<String, String> metadata) {
            this.metadata = Map.copyOf(metadata);
            return this;
        }

        /** Serves {@code wss://} with this certificate. Off by default. */
        public Builder tls(Tls tls) {
            this.tls = tls;
            return this;
        }

        /**
         * Lets in only who sends {@code Authorization: Bearer TOKEN}. Off by default.
         *
         * @throws IllegalArgumentException if the token is blank
         */
        public Builder token(String token) {
            if (token.isBlank()) {
                throw new IllegalArgumentException("token is blank; leave it out for a server that is open to all");
            }
            this.token = token;
            return this;
        }

        /**
         * Takes the token from the query as well, {@code ws://host:8765/?token=TOKEN}: browsers can send no header. Off by
         * default, since proxies and histories keep addresses.
         */
        public Builder tokenInUrl(boolean allowed) {
            this.isTokenInUrlAllowed = allowed;
            return this;
        }

        /**
         * The origins whose web pages may connect, for example {@code https://app.foxglove.dev}. By default all may: any page
         * that a user of this machine opens can then read the channels.
         */
        public Builder origins(Collection<String> origins) {
            this.origins = Set.copyOf(origins);
            return this;
        }

        /** Offers permessage-deflate. Off by default: it costs CPU and memory for each client. */
        public Builder compression(boolean allowed) {
            this.isCompressionAllowed = allowed;
            return this;
        }

        /** How many clients may be connected; the next is refused with status 503. */
        public Builder maxClients(int clients) {
            this.maxClients = clients;
            return this;
        }

        /** How much may wait for one client before the oldest is dropped. A message of more bytes reaches nobody; the log says so. */
        public Builder clientQueue(int messages, long bytes) {
            this.queueMessages = messages;
            this.queueBytes = bytes;
            return this;
        }

        /** How large a message of a client may be; one that sends a larger one is disconnected. */
        public Builder maxInboundBytes(int bytes) {
            this.maxInboundBytes = bytes;
            return this;
        }

        /** How long a client may take nothing, while something waits for it, before it is disconnected: one minute. */
        public Builder stallTimeout(Duration timeout) {
            this.stallTimeout = timeout;
            return this;
        }

        /**
         * Listens.
         *
         * @throws IllegalArgumentException naming a limit that is not positive
         * @throws IOException if the address cannot be bound or the key store cannot be used
         */
        public FoxgloveServer start() throws IOException {
            ServerLimits limits = new ServerLimits(
                    maxClients,
                    queueMessages,
                    queueBytes,
                    CONTROL_MESSAGES,
                    CONTROL_BYTES,
                    maxInboundBytes,
                    stallTimeout);
            SSLContext context = tls == null ? null : tls.context();
            Hub hub = new Hub(name, sessionId, metadata, limits);
            Admission admission = new Admission(token, isTokenInUrlAllowed, origins);
            JettyFront front = new JettyFront(address, context, hub, admission, isCompressionAllowed);
            try {
                front.start();
            } catch (IOException e) {
                hub.close();
                throw new IOException(
                        "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + why(e)
                                + "; choose another address or port, or end what uses it",
                        e);
            }
            FoxgloveServer server = new FoxgloveServer(hub, front, address.getHostString(), context != null);
            server.announce(isExposed(), token != null, limits);
            return server;
        }

        /** Jetty's own words only repeat the address. */
        private static String why(IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return cause instanceof UnresolvedAddressException
                    ? "no address is known for this name"
                    : String.valueOf(cause.getMessage());
        }

        private boolean isExposed() {
            return address.isUnresolved() || !address.getAddress().isLoopbackAddress();
        }
    }

    private void announce(boolean isExposed, boolean hasToken, ServerLimits limits) {
        LOG.info("{} listens; up to {} clients", this, limits.clients());
        if (isExposed && !hasToken) {
            LOG.warn(
                    "ANYONE WHO CAN REACH {} CAN WATCH ALL CHANNELS: set a token, or listen on 127.0.0.1 only",
                    address());
        } else if (isExposed && !hasTls) {
            LOG.warn("the token of {} travels in the clear: use TLS, or listen on 127.0.0.1 only", address());
        }
    }
}
