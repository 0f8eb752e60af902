package dev.tally.foxglove;

import dev.tally.foxglove.internal.Hub;
import dev.tally.foxglove.internal.JettyFront;
import dev.tally.foxglove.internal.ServerLimits;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * connected. A client that subscribes gets the channel's last message at once. Clients can only read.
 *
 * <p><b>Threads.</b> Any thread may call any method at any time. {@link #publish} only adds to queues: it never waits
 * for the network or a client.
 *
 * <p><b>Order and time.</b> Messages of one channel reach a client in the order of publishing. Log times are the
 * caller's, in nanoseconds since the Unix epoch.
 *
 * <p><b>Cost.</b> One copy of the payload for each message, one queue entry for each subscriber; one sender thread.
 * While nothing is published and no client comes or goes, no thread wakes.
 *
 * <p><b>Failure.</b> Delivery is at most once. Each client has a queue bounded in messages and bytes; when it is full
 * the oldest message is dropped and counted ({@link #statistics()}), for this client only. A client that takes
 * longer than the stall timeout for one batch, 64 KiB and at most one message more, is disconnected.
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

    FoxgloveServer(Hub hub, JettyFront front, String host, boolean hasTls) {
        this.hub = hub;
        this.front = front;
        this.host = host;
        this.port = front.port();
        this.hasTls = hasTls;
    }

    /**
     * Returns a builder for a server.
     *
     * @param name the name that viewers show
     * @return a builder with the default settings
     */
    public static FoxgloveServerBuilder named(String name) {
        return new FoxgloveServerBuilder(name);
    }

    /** {@return the address that the server listens on, for example {@code ws://0.0.0.0:8765/}, with its real port} */
    public URI address() {
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return URI.create((hasTls ? "wss://" : "ws://") + literal + ":" + port() + "/");
    }

    /** {@return the port that the server listens on} */
    public int port() {
        return port;
    }

    /**
     * Adds a channel and announces it to all clients. Any number may be added in a loop: a client is told of up to 100
     * channels in one message.
     *
     * @param definition topic, encoding and schema of the channel
     * @return the channel, for {@link #publish}
     * @throws IllegalArgumentException if a channel with this topic exists
     */
    public Channel addChannel(ChannelDefinition definition) {
        return new Channel(definition, hub.add(definition));
    }

    /**
     * Removes a channel, ends its subscriptions and tells all clients. Messages published to it later are discarded.
     *
     * @param channel a channel of this server; one of another server, or one already removed, is ignored
     */
    public void removeChannel(Channel channel) {
        hub.remove(channel.feed());
    }

    /**
     * Queues a message for all subscribers of a channel. Never waits.
     *
     * @param channel a channel of this server
     * @param logTimeNanos the time of the message, in nanoseconds since the Unix epoch
     * @param payload the message in the channel's encoding; it is copied
     */
    public void publish(Channel channel, long logTimeNanos, byte[] payload) {
        publish(channel, logTimeNanos, ByteBuffer.wrap(payload));
    }

    /**
     * Queues the bytes between a buffer's position and limit, as {@link #publish(Channel, long, byte[])} does.
     *
     * @param channel a channel of this server
     * @param logTimeNanos the time of the message, in nanoseconds since the Unix epoch
     * @param payload the message in the channel's encoding; it is copied, and position and limit stay
     */
    public void publish(Channel channel, long logTimeNanos, ByteBuffer payload) {
        hub.publish(channel.feed(), logTimeNanos, payload);
    }

    /**
     * Sends a status to all clients that are connected now.
     *
     * @param level its severity
     * @param message its text, which viewers show to people
     */
    public void status(StatusLevel level, String message) {
        hub.status(level, message, null);
    }

    /**
     * Sends a status that can be replaced, by sending another one with its id, and {@linkplain #removeStatus removed}.
     *
     * @param level its severity
     * @param message its text, which viewers show to people
     * @param id the name of the status
     */
    public void status(StatusLevel level, String message, String id) {
        hub.status(level, message, id);
    }

    /**
     * Removes statuses from the viewers of all clients that are connected now.
     *
     * @param ids the names of the statuses
     */
    public void removeStatus(Collection<String> ids) {
        hub.removeStatus(ids);
    }

    /** {@return the counts of the server and of each connected client} */
    public ServerStatistics statistics() {
        return hub.statistics();
    }

    /**
     * Sends what is queued, closes all connections, waiting up to a second for the clients' answers, and stops. A
     * second call does nothing.
     */
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

    void announce(boolean isExposed, boolean hasToken, ServerLimits limits) {
        LOG.info("{} listens; up to {} clients", this, limits.clients());
        if (isExposed && !hasToken) {
            LOG.warn(
                    "ANYONE WHO CAN REACH {} CAN WATCH ALL CHANNELS: set a token, or listen on 127.0.0.1 only",
                    address());
        } else if (isExposed && !hasTls) {
            LOG.warn("the token of {} travels in the clear: use TLS, or listen on 127.0.0.1 only", address());
        }
    }

    @Override
    public String toString() {
        return "Foxglove server at " + address();
    }
}
