package dev.tally.foxglove;

import dev.tally.foxglove.internal.Admission;
import dev.tally.foxglove.internal.Hub;
import dev.tally.foxglove.internal.JettyFront;
import dev.tally.foxglove.internal.Origin;
import dev.tally.foxglove.internal.ServerLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Builds a {@link FoxgloveServer}. Every setting has a default. */
public final class FoxgloveServerBuilder {
    /** {@value}: all addresses of the machine, as the protocol's users expect. */
    public static final String DEFAULT_HOST = "0.0.0.0";
    /** {@value}: the port that viewers suggest. */
    public static final int DEFAULT_PORT = 8765;
    /** {@value} clients may be connected. */
    public static final int DEFAULT_MAX_CLIENTS = 100;
    /** {@value} clients may be connected from one address: half of all. */
    public static final int DEFAULT_MAX_CLIENTS_PER_ADDRESS = 50;
    /** {@value} messages of channels may wait for a client. */
    public static final int DEFAULT_QUEUE_MESSAGES = 1024;
    /** {@value} bytes of messages of channels may wait for a client. */
    public static final long DEFAULT_QUEUE_BYTES = 8L * 1024 * 1024;
    /** A client may send {@value} bytes in one message. */
    public static final int DEFAULT_MAX_INBOUND_BYTES = 64 * 1024;

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
    private int maxClientsPerAddress = DEFAULT_MAX_CLIENTS_PER_ADDRESS;
    private int queueMessages = DEFAULT_QUEUE_MESSAGES;
    private long queueBytes = DEFAULT_QUEUE_BYTES;
    private int maxInboundBytes = DEFAULT_MAX_INBOUND_BYTES;
    private Duration stallTimeout = DEFAULT_STALL_TIMEOUT;

    FoxgloveServerBuilder(String name) {
        this.name = name;
    }

    /**
     * Sets the address to listen on.
     *
     * @param host a name or address of this machine; {@value #DEFAULT_HOST} for all, {@code 127.0.0.1} for viewers on
     *     this machine only
     * @param port the port, or 0 for any that is free
     * @return this builder
     */
    public FoxgloveServerBuilder bind(String host, int port) {
        this.address = new InetSocketAddress(host, port);
        return this;
    }

    /**
     * Sets the id that tells one run of the server from the next: a new one makes viewers start afresh. Random by
     * default.
     *
     * @param sessionId any text
     * @return this builder
     */
    public FoxgloveServerBuilder sessionId(String sessionId) {
        this.sessionId = sessionId;
        return this;
    }

    /**
     * Sets further facts about the server, which viewers may show.
     *
     * @param metadata names and values
     * @return this builder
     */
    public FoxgloveServerBuilder metadata(Map<String, String> metadata) {
        this.metadata = Map.copyOf(metadata);
        return this;
    }

    /**
     * Serves {@code wss://} instead of {@code ws://}. Off by default.
     *
     * @param tls the certificate and its key
     * @return this builder
     */
    public FoxgloveServerBuilder tls(Tls tls) {
        this.tls = tls;
        return this;
    }

    /**
     * Lets in only clients that send {@code Authorization: Bearer TOKEN}. Off by default.
     *
     * @param token the token; only its hash is kept
     * @return this builder
     * @throws IllegalArgumentException if the token is blank
     */
    public FoxgloveServerBuilder token(String token) {
        if (token.isBlank()) {
            throw new IllegalArgumentException("token is blank; leave it out for a server that is open to all");
        }
        this.token = token;
        return this;
    }

    /**
     * Takes the token from the query as well, {@code ws://host:8765/?token=TOKEN}: browsers can send no header. Off by
     * default, since proxies and histories keep addresses.
     *
     * @param allowed whether to take it
     * @return this builder
     */
    public FoxgloveServerBuilder tokenInUrl(boolean allowed) {
        this.isTokenInUrlAllowed = allowed;
        return this;
    }

    /**
     * Lets in only web pages of these origins, for example {@code https://app.foxglove.dev}. By default all may
     * connect: any page that a user of this machine opens can then read the channels. Upper case, a default port and a
     * slash at the end make no difference.
     *
     * @param origins the origins; empty to let all pages in
     * @return this builder
     * @throws IllegalArgumentException if no browser sends such an origin, for want of a scheme for example; it says
     *     what to write instead
     */
    public FoxgloveServerBuilder origins(Collection<String> origins) {
        this.origins = origins.stream().map(Origin::normalized).collect(Collectors.toUnmodifiableSet());
        return this;
    }

    /**
     * Offers permessage-deflate. Off by default: it costs CPU and memory for each client.
     *
     * @param allowed whether to offer it
     * @return this builder
     */
    public FoxgloveServerBuilder compression(boolean allowed) {
        this.isCompressionAllowed = allowed;
        return this;
    }

    /**
     * Limits the clients that may be connected; the next is refused with status 503.
     *
     * @param clients at least 1
     * @return this builder
     */
    public FoxgloveServerBuilder maxClients(int clients) {
        this.maxClients = clients;
        return this;
    }

    /**
     * Limits the clients from one IPv4 address, or from one IPv6 network of 64 bits; the next is refused with status
     * 503. Raise it to the number of all clients where they come through one proxy or tunnel.
     *
     * @param clients at least 1
     * @return this builder
     */
    public FoxgloveServerBuilder maxClientsPerAddress(int clients) {
        this.maxClientsPerAddress = clients;
        return this;
    }

    /**
     * Limits the queue of one client. When it is full, the oldest message is dropped; a message larger than the whole
     * queue is sent to no client, and the log says so.
     *
     * @param messages the messages that the queue holds, at least 1
     * @param bytes the bytes that the queue holds, framing included, at least 1
     * @return this builder
     */
    public FoxgloveServerBuilder clientQueue(int messages, long bytes) {
        this.queueMessages = messages;
        this.queueBytes = bytes;
        return this;
    }

    /**
     * Limits the size of a message from a client; a client that sends a larger one is disconnected.
     *
     * @param bytes at least 1
     * @return this builder
     */
    public FoxgloveServerBuilder maxInboundBytes(int bytes) {
        this.maxInboundBytes = bytes;
        return this;
    }

    /**
     * Sets how long a client may take for one batch of what is queued for it: 64 KiB and at most one message more. Then it
     * is disconnected. One minute by default.
     *
     * @param timeout more than zero
     * @return this builder
     */
    public FoxgloveServerBuilder stallTimeout(Duration timeout) {
        this.stallTimeout = timeout;
        return this;
    }

    /**
     * Starts the server.
     *
     * @return the server, which listens already
     * @throws IllegalArgumentException naming a limit that is not positive
     * @throws IOException if the address cannot be bound, or certificate or key cannot be used
     */
    public FoxgloveServer start() throws IOException {
        ServerLimits limits = new ServerLimits(
                maxClients,
                maxClientsPerAddress,
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

    /** Returns the cause in our words: Jetty's only repeat the address. */
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
