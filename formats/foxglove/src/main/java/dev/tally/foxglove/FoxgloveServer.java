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

    FoxgloveServer(Hub hub, JettyFront front, String host, boolean hasTls) {
        this.hub = hub;
        this.front = front;
        this.host = host;
        this.port = front.port();
        this.hasTls = hasTls;
    }

    /** Begins a server with this name, which viewers show. */
    public static FoxgloveServerBuilder named(String name) {
        return new FoxgloveServerBuilder(name);
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
