package dev.tally.foxglove.internal;

import dev.tally.foxglove.ClientStatistics;
import dev.tally.foxglove.StatusLevel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol with one client: reads its requests, and sends it announcements of channels, other texts and the
 * messages of channels.
 *
 * <p>A full data queue drops its oldest message and counts it; a full control queue ends the session.
 *
 * <p><b>Threads.</b> Any thread may queue something; the connection delivers requests one at a time; {@link #turn} runs
 * on the sender's thread only. The lock is held for queue operations, never for input or output. Lock order: hub, feed,
 * session.
 *
 * <p><b>Design.</b> Two state machines, both guarded by the lock.
 * <ul>
 *   <li>Life: {@code Open} accepts everything. {@code Closing} accepts nothing new; what is queued is still sent, then
 *       the close frame with its reason. {@code Closed} accepts and sends nothing.
 *   <li>Open → Closing: {@link #close} on any thread, or a full control queue. Closing → Closed: the sender has sent
 *       the close frame. Any → Closed: {@link #ended}, when the connection is gone or a send or a turn has failed.
 *   <li>Sending: {@code IDLE} → {@code QUEUED}: something was queued, so the session waits for its turn. QUEUED →
 *       {@code IN_FLIGHT}: the sender has handed a batch to the connection; QUEUED → IDLE: nothing was left to send.
 *       IN_FLIGHT → IDLE or QUEUED: {@link #sent}, on a thread of the connection. Hence at most one batch is in flight.
 *   <li>The timer of the stall timeout runs while a batch is in flight; Closing starts one that cuts the connection if
 *       the client does not answer.
 * </ul>
 */
final class ClientSession implements Transport.Completion {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    static final int GOING_AWAY = 1001;
    static final int POLICY = 1008;

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);
    private static final Runnable NO_TIMER = () -> {};

    private sealed interface Life {}

    private record Open() implements Life {}

    private record Closing(int code, String reason) implements Life {}

    private record Closed() implements Life {}

    private enum Sending {
        IDLE,
        QUEUED,
        IN_FLIGHT
    }

    private static final Life OPEN = new Open();
    private static final Life CLOSED = new Closed();

    private final long number;
    private final Transport transport;
    private final Hub hub;
    private final Sender sender;
    private final ServerLimits limits;
    private final Runnable turn = this::turn;
    private final LogThrottle dropLog = new LogThrottle(Duration.ofSeconds(30));
    private final List<SendQueue.Entry> batch = new ArrayList<>(); // used by the sender's thread only

    private final Object lock = new Object();
    private final ClientQueues queues;
    private Life life = OPEN;
    private Sending sending = Sending.IDLE;
    private Runnable cancelStall = NO_TIMER;

    ClientSession(long number, byte[] greeting, Transport transport, Hub hub, Sender sender, ServerLimits limits) {
        this.number = number;
        this.transport = transport;
        this.hub = hub;
        this.sender = sender;
        this.limits = limits;
        queues = new ClientQueues(greeting, limits);
    }

    // ---- requests of the client

    void onText(String text) {
        handle(ClientRequest.ofText(text));
    }

    void onBinary(ByteBuffer frame) {
        handle(ClientRequest.ofBinary(frame));
    }

    private void handle(ClientRequest request) {
        if (request instanceof ClientRequest.Subscribe subscribe) {
            hub.subscribe(this, subscribe.requests());
        } else if (request instanceof ClientRequest.Unsubscribe unsubscribe) {
            hub.unsubscribe(this, unsubscribe.subscriptionIds());
        } else if (request instanceof ClientRequest.Refused refused) {
            status(StatusLevel.ERROR, refused.why());
        }
    }

    // ---- what the client is sent

    void status(StatusLevel level, String message) {
        tell(ServerText.status(level, message, null));
    }

    /** Announces channels; announcements leave before everything else that is queued. */
    void advertise(Collection<ChannelFeed> feeds) {
        synchronized (lock) {
            if (life == OPEN) {
                queues.advertise(feeds);
                wake();
            }
        }
    }

    /** Announces that a channel is gone, unless the client has not heard of it yet. */
    void unadvertise(ChannelFeed feed) {
        synchronized (lock) {
            if (life == OPEN) {
                queues.unadvertise(feed);
                wake();
            }
        }
    }

    /** Queues a text. A client that lets too many pile up gets an error status and is disconnected. */
    void tell(byte[] utf8) {
        synchronized (lock) {
            if (life != OPEN) {
                return;
            }
            if (!queues.offerText(utf8)) {
                queues.clear();
                queues.offerText(ServerText.status(
                        StatusLevel.ERROR, "Too many messages are waiting for this client; disconnecting", null));
                startClosing(new Closing(POLICY, "control queue full"));
            }
            wake();
        }
    }

    /** Queues a message of a channel; if the queue is full, the oldest messages are dropped for it. */
    void offer(Message message, long subscriptionId) {
        synchronized (lock) {
            if (life != OPEN) {
                return;
            }
            boolean hasDropped = queues.offerData(new SendQueue.Data(message, subscriptionId));
            if (hasDropped && limits.canEverCarry(message) && dropLog.isDue()) { // the hub logs what can never fit
                sender.execute(this::logDrops);
            }
            wake();
        }
    }

    /** Discards the queued messages of a subscription that has ended. */
    void forget(long subscriptionId) {
        synchronized (lock) {
            queues.forget(subscriptionId);
        }
    }

    /** Sends what is queued, then the close frame. A client that does not answer in time is cut off. */
    void close(int code, String reason) {
        synchronized (lock) {
            if (life == OPEN) {
                startClosing(new Closing(code, reason));
                wake();
            }
        }
    }

    private void startClosing(Closing closing) {
        life = closing;
        transport.after(CLOSE_PATIENCE, transport::abort);
    }

    /** Ends the session, since the connection is gone. */
    void ended() {
        synchronized (lock) {
            life = CLOSED;
            queues.discardAll();
            stopStallTimer();
        }
    }

    // ---- sending

    /** Asks the sender for a turn, unless one is due or a batch is in flight: its completion asks for the next turn. */
    private void wake() {
        if (sending == Sending.IDLE) {
            sending = Sending.QUEUED;
            sender.execute(turn);
        }
    }

    private void turn() {
        try {
            takeTurn();
        } catch (Throwable e) { // too little memory for a frame: no completion would come, and no timer runs
            batch.clear();
            ended();
            transport.abort();
            throw e;
        }
    }

    private void takeTurn() {
        Closing goodbye = null;
        synchronized (lock) {
            queues.fill(batch);
            sending = batch.isEmpty() ? Sending.IDLE : Sending.IN_FLIGHT;
            if (batch.isEmpty() && life instanceof Closing closing) {
                goodbye = closing;
                life = CLOSED;
            }
        }
        if (goodbye != null) {
            transport.close(goodbye.code(), goodbye.reason());
        } else if (!batch.isEmpty()) {
            sendBatch();
        }
    }

    private void sendBatch() {
        int last = batch.size() - 1;
        for (int i = 0; i <= last; i++) {
            SendQueue.Entry entry = batch.get(i);
            transport.send(entry.bytes(), entry.isText(), i == last, i == last ? this : Transport.Completion.IGNORED);
        }
        batch.clear();
        synchronized (lock) {
            if (sending == Sending.IN_FLIGHT && life != CLOSED) {
                cancelStall = transport.after(limits.stall(), this::giveUp);
            }
        }
    }

    @Override
    public void sent() {
        synchronized (lock) {
            sending = Sending.IDLE;
            queues.countSent();
            stopStallTimer();
            if (!queues.isEmpty() || life instanceof Closing) {
                wake();
            }
        }
    }

    @Override
    public void failed(Throwable cause) {
        LOG.debug("client {} at {}: send failed", number, transport.address(), cause);
        ended();
        transport.abort();
    }

    private void stopStallTimer() {
        cancelStall.run();
        cancelStall = NO_TIMER;
    }

    private void giveUp() {
        if (hub.sessionLog().isDue()) {
            LOG.info(
                    "client {} at {} has not taken one batch of messages within {} s; disconnected",
                    number,
                    transport.address(),
                    limits.stall().toSeconds());
        }
        transport.abort();
    }

    private void logDrops() {
        if (!hub.sessionLog().isDue()) {
            return;
        }
        ClientStatistics now = statistics(0);
        LOG.warn(
                "client {} at {} is too slow: {} messages ({} bytes) dropped so far; others are not affected",
                number,
                now.address(),
                now.droppedMessages(),
                now.droppedBytes());
    }

    // ---- statistics

    ClientStatistics statistics(int subscriptions) {
        synchronized (lock) {
            return queues.statistics(number, transport.address(), transport.subprotocol(), subscriptions);
        }
    }

    /** Returns what limits per address count as one address. */
    String network() {
        return transport.network();
    }

    @Override
    public String toString() {
        return "client " + number + " at " + transport.address();
    }
}
