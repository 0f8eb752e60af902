package dev.tally.foxglove.internal;

import dev.tally.foxglove.ChannelDefinition;
import dev.tally.foxglove.ClientStatistics;
import dev.tally.foxglove.ServerStatistics;
import dev.tally.foxglove.StatusLevel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All channels and all clients of one server.
 *
 * <p><b>Threads.</b> Any thread may call any method. The lock orders what is rare: channels, clients and subscriptions
 * that come and go, so that a client is told of every channel once, after serverInfo. Publishing does not take it.
 */
public final class Hub {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private final byte[] serverInfo;
    private final ServerLimits limits;
    private final Sender sender;
    private final Map<Long, ChannelFeed> feeds = new LinkedHashMap<>();
    private final Map<String, ChannelFeed> topics = new LinkedHashMap<>();
    private final Map<ClientSession, Subscriptions> clients = new LinkedHashMap<>();
    private final LogThrottle tooLargeLog = new LogThrottle(Duration.ofSeconds(30));
    private final LogThrottle sessionLog = new LogThrottle(100, Duration.ofMinutes(1));
    private final LongAdder published = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private int lastChannelId;
    private long accepted;
    private MessageTotals ofFormerClients = MessageTotals.NONE;
    private boolean isClosed;

    public Hub(String name, String sessionId, Map<String, String> metadata, ServerLimits limits) {
        this.serverInfo = ServerText.serverInfo(name, sessionId, metadata);
        this.limits = limits;
        this.sender = new Sender("foxglove-sender");
        sender.start();
    }

    ServerLimits limits() {
        return limits;
    }

    /** Limits the log lines that sessions cause: each of them could be opened again and again. */
    LogThrottle sessionLog() {
        return sessionLog;
    }

    // ---- channels

    /** @throws IllegalArgumentException if there is a channel with this topic */
    public synchronized ChannelFeed add(ChannelDefinition definition) {
        if (topics.containsKey(definition.topic())) {
            throw new IllegalArgumentException("topic " + definition.topic()
                    + " has a channel already; viewers report two channels on one topic as an error");
        }
        int id = ++lastChannelId;
        ChannelFeed feed = new ChannelFeed(id, definition.topic(), ServerText.channel(id, definition));
        feeds.put((long) id, feed);
        topics.put(definition.topic(), feed);
        clients.keySet().forEach(client -> client.advertise(List.of(feed)));
        return feed;
    }

    public synchronized void remove(ChannelFeed feed) {
        if (!feeds.remove((long) feed.id(), feed)) { // gone already, or another server's of the same number
            return;
        }
        topics.values().remove(feed);
        for (Subscription subscription : feed.close()) {
            Objects.requireNonNull(clients.get(subscription.client())).end(subscription.id());
        }
        clients.keySet().forEach(client -> client.unadvertise(feed));
    }

    public void publish(ChannelFeed feed, long logTimeNanos, ByteBuffer payload) {
        published.increment();
        Message message = new Message(logTimeNanos, payload);
        feed.publish(message);
        if (!limits.canEverCarry(message) && tooLargeLog.isDue()) {
            sender.execute(() -> logTooLarge(feed, message));
        }
    }

    private void logTooLarge(ChannelFeed feed, Message message) {
        LOG.warn(
                "a message of {} bytes on {} is sent to no client: a client's queue holds {} bytes;"
                        + " publish smaller messages, or make the queue larger",
                message.size(),
                feed.topic(),
                limits.dataBytes());
    }

    // ---- clients

    /** Returns why no client from this address can join now; empty if one can. */
    synchronized Optional<String> whyFull(String network) {
        if (clients.size() >= limits.clients()) {
            return Optional.of("there are " + limits.clients() + " clients already; try again later");
        }
        long same = clients.keySet().stream()
                .filter(client -> client.network().equals(network))
                .count();
        return same < limits.clientsPerAddress()
                ? Optional.empty()
                : Optional.of("there are " + same
                        + " clients from this address already, which is as many as one address may have");
    }

    void countRefusal() {
        refused.increment();
    }

    /**
     * Starts a session and announces all channels to it; empty if there are too many clients or the server is closed.
     */
    synchronized Optional<ClientSession> join(Transport transport) {
        if (isClosed || whyFull(transport.network()).isPresent()) {
            refused.increment();
            return Optional.empty();
        }
        ClientSession client = new ClientSession(++accepted, serverInfo, transport, this, sender, limits);
        clients.put(client, new Subscriptions(client));
        client.advertise(feeds.values());
        if (sessionLog.isDue()) {
            LOG.info(
                    "{} connected ({}); {} now{}",
                    client,
                    transport.subprotocol(),
                    clients.size(),
                    sessionLog.omitted());
        }
        return Optional.of(client);
    }

    synchronized void leave(ClientSession client) {
        Subscriptions subscriptions = clients.remove(client);
        if (subscriptions == null) {
            return;
        }
        subscriptions.endAll();
        client.ended();
        ClientStatistics last = client.statistics(0);
        ofFormerClients = ofFormerClients.plus(last);
        logDeparture(client, last);
        notifyAll();
    }

    private void logDeparture(ClientSession client, ClientStatistics last) {
        if (!sessionLog.isDue()) {
            return;
        }
        String drops = last.droppedMessages() == 0
                ? ""
                : " (" + last.droppedMessages() + " messages, " + last.droppedBytes() + " bytes dropped)";
        LOG.info("{} disconnected{}; {} left{}", client, drops, clients.size(), sessionLog.omitted());
    }

    // ---- subscriptions

    synchronized void subscribe(ClientSession client, List<ClientRequest.SubscribeRequest> requests) {
        Subscriptions subscriptions = clients.get(client);
        if (subscriptions != null) {
            subscriptions.startAll(requests, feeds);
        }
    }

    synchronized void unsubscribe(ClientSession client, List<Long> subscriptionIds) {
        Subscriptions subscriptions = clients.get(client);
        if (subscriptions != null) {
            subscriptionIds.forEach(subscriptions::end);
        }
    }

    // ---- all clients

    public synchronized void status(StatusLevel level, String message, @Nullable String id) {
        tellAll(ServerText.status(level, message, id));
    }

    public synchronized void removeStatus(Collection<String> ids) {
        tellAll(ServerText.removeStatus(ids));
    }

    private void tellAll(byte[] text) {
        clients.keySet().forEach(client -> client.tell(text));
    }

    public synchronized ServerStatistics statistics() {
        List<ClientStatistics> now = new ArrayList<>();
        MessageTotals all = ofFormerClients;
        for (Map.Entry<ClientSession, Subscriptions> entry : clients.entrySet()) {
            ClientStatistics client = entry.getKey().statistics(entry.getValue().size());
            now.add(client);
            all = all.plus(client);
        }
        return new ServerStatistics(
                accepted,
                refused.sum(),
                published.sum(),
                all.offered(),
                all.sent(),
                all.dropped(),
                all.droppedBytes(),
                all.discarded(),
                now);
    }

    /** Closes all sessions and accepts no more; returns when all clients have left or the time is over. */
    public synchronized void dismiss(long timeoutNanos) throws InterruptedException {
        isClosed = true;
        clients.keySet().forEach(client -> client.close(ClientSession.GOING_AWAY, "server is shutting down"));
        long deadline = System.nanoTime() + timeoutNanos;
        while (!clients.isEmpty()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Ends the sender, once the last connection is gone. */
    public void close() {
        sender.close();
    }
}
