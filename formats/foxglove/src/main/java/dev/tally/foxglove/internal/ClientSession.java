package dev.tally.foxglove.internal;

import dev.tally.foxglove.ClientStatistics;
import dev.tally.foxglove.StatusLevel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol with one client: its requests, and what it gets: news of channels, other texts, messages of channels.
 *
 * <p>They go in this order. One send is in flight: a batch, handed over when the one before has left. A
 * full data queue drops its oldest message and counts it; a full control queue ends the session.
 *
 * <p><b>Threads.</b> Any may put something in; requests come one at a time; {@link #turn} runs on the sender only. The
 * lock is held for queue operations, never for input or output. Lock order: hub, feed, client.
 */
final class ClientSession implements Transport.Completion {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    static final int GOING_AWAY = 1001;
    static final int POLICY = 1008;

    private static final int BATCH_MESSAGES = 256;
    private static final int BATCH_BYTES = 64 * 1024;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);
    private static final Runnable NOTHING = () -> {};
    private static final Transport.Completion UNWATCHED = new Transport.Completion() {
        @Override
        public void sent() {}

        @Override
        public void failed(Throwable cause) {}
    };

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private record CloseReason(int code, String reason) {}

    private final long number;
    private final Transport transport;
    private final Hub hub;
    private final Sender sender;
    private final ServerLimits limits;
    private final Runnable turn = this::turn;
    private final LogThrottle dropLog = new LogThrottle(Duration.ofSeconds(30));
    private final List<SendQueue.Entry> batch = new ArrayList<>(); // the sender's
    final Subscriptions subscriptions = new Subscriptions(); // guarded by the hub

    private final Object lock = new Object();
    private final PendingAnnouncements announcements;
    private final SendQueue control;
    private final SendQueue data;
    private State state = State.OPEN;
    private @Nullable CloseReason farewell;
    private boolean hasTurn;
    private boolean isSending;
    private int dataInFlight;
    private long sentMessages;
    private Runnable cancelStall = NOTHING;

    ClientSession(long number, byte[] greeting, Transport transport, Hub hub, Sender sender, ServerLimits limits) {
        this.number = number;
        this.transport = transport;
        this.hub = hub;
        this.sender = sender;
        this.limits = limits;
        announcements = new PendingAnnouncements(greeting);
        control = new SendQueue(limits.controlMessages(), limits.controlBytes());
        data = new SendQueue(limits.dataMessages(), limits.dataBytes());
    }

    // ---- what the client says

    void onText(String text) {
        handle(ClientRequest.ofText(text));
    }

    void onBinary(ByteBuffer frame) {
        handle(ClientRequest.ofBinary(frame));
    }

    private void handle(ClientRequest request) {
        if (request instanceof ClientRequest.Subscribe subscribe) {
            hub.subscribe(this, subscribe.wishes());
        } else if (request instanceof ClientRequest.Unsubscribe unsubscribe) {
            hub.unsubscribe(this, unsubscribe.subscriptionIds());
        } else if (request instanceof ClientRequest.Refused refused) {
            status(StatusLevel.ERROR, refused.why());
        }
    }

    // ---- what it gets

    void status(StatusLevel level, String message) {
        tell(ServerText.status(level, message, null));
    }

    /** Tells of channels, whatever else waits. */
    void advertise(Collection<ChannelFeed> feeds) {
        synchronized (lock) {
            if (state == State.OPEN) {
                announcements.add(feeds);
                wake();
            }
        }
    }

    /** Tells that a channel is gone, unless the client has not heard of it yet. */
    void unadvertise(ChannelFeed feed) {
        synchronized (lock) {
            if (state == State.OPEN) {
                announcements.remove(feed);
                wake();
            }
        }
    }

    /** Queues a text; a client that lets too many pile up is told so and disconnected. */
    void tell(byte[] utf8) {
        synchronized (lock) {
            if (state != State.OPEN) {
                return;
            }
            if (!control.offer(new SendQueue.Control(utf8))) {
                clear();
                control.offer(new SendQueue.Control(ServerText.status(
                        StatusLevel.ERROR, "Too many messages are waiting for this client; disconnecting", null)));
                startClosing(new CloseReason(POLICY, "control queue full"));
            }
            wake();
        }
    }

    /** Queues a message of a channel, in place of older ones where there is no room. */
    void offer(Message message, long subscriptionId) {
        synchronized (lock) {
            if (state != State.OPEN) {
                return;
            }
            boolean hasDropped = data.offerDroppingOldest(new SendQueue.Data(message, subscriptionId));
            if (hasDropped && limits.canEverCarry(message) && dropLog.isDue()) { // else the hub says what is wrong
                sender.execute(this::logDrops);
            }
            wake();
        }
    }

    /** Drops what waits for a subscription that has ended. */
    void forget(long subscriptionId) {
        synchronized (lock) {
            data.forget(subscriptionId);
        }
    }

    /** Sends what waits, then says goodbye; a client that does not answer in time is cut off. */
    void close(int code, String reason) {
        synchronized (lock) {
            if (state == State.OPEN) {
                startClosing(new CloseReason(code, reason));
                wake();
            }
        }
    }

    private void startClosing(CloseReason farewell) {
        state = State.CLOSING;
        this.farewell = farewell;
        transport.after(CLOSE_PATIENCE, transport::abort);
    }

    /** The connection is gone. */
    void ended() {
        synchronized (lock) {
            state = State.CLOSED;
            farewell = null;
            clear();
            cancelStall.run();
            cancelStall = NOTHING;
        }
    }

    private void clear() {
        announcements.clear();
        control.clear();
        data.clear();
    }

    // ---- sending

    /** Asks for a turn, unless there is one coming or a send in flight, whose end asks for the next. */
    private void wake() {
        if (!hasTurn && !isSending) {
            hasTurn = true;
            sender.execute(turn);
        }
    }

    private void turn() {
        CloseReason goodbye;
        synchronized (lock) {
            hasTurn = false;
            if (state == State.CLOSED) {
                return;
            }
            fillBatch();
            isSending = !batch.isEmpty();
            goodbye = isSending ? null : farewell;
            farewell = goodbye == null ? farewell : null;
        }
        if (goodbye != null) {
            transport.close(goodbye.code(), goodbye.reason());
        } else if (!batch.isEmpty()) {
            sendBatch();
        }
    }

    private void fillBatch() {
        dataInFlight = 0;
        int bytes = 0;
        while (batch.size() < BATCH_MESSAGES && bytes < BATCH_BYTES) {
            SendQueue.Entry next = nextText();
            if (next == null) {
                next = data.poll();
                dataInFlight += next == null ? 0 : 1;
            }
            if (next == null) {
                return;
            }
            batch.add(next);
            bytes += next.size();
        }
    }

    private SendQueue.@Nullable Entry nextText() {
        SendQueue.Entry next = announcements.poll();
        return next == null ? control.poll() : next;
    }

    private void sendBatch() {
        int last = batch.size() - 1;
        for (int i = 0; i <= last; i++) {
            SendQueue.Entry entry = batch.get(i);
            transport.send(entry.bytes(), entry.isText(), i == last, i == last ? this : UNWATCHED);
        }
        batch.clear();
        synchronized (lock) {
            if (isSending && state != State.CLOSED) {
                cancelStall = transport.after(limits.stall(), this::giveUp);
            }
        }
    }

    @Override
    public void sent() {
        synchronized (lock) {
            isSending = false;
            sentMessages += dataInFlight;
            cancelStall.run();
            cancelStall = NOTHING;
            if (!announcements.isEmpty() || !control.isEmpty() || !data.isEmpty() || farewell != null) {
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

    private void giveUp() {
        LOG.info(
                "client {} at {} has taken nothing for {} s; disconnected",
                number,
                transport.address(),
                limits.stall().toSeconds());
        transport.abort();
    }

    private void logDrops() {
        ClientStatistics now = statistics(0);
        LOG.warn(
                "client {} at {} is too slow: {} messages ({} bytes) dropped so far; others are not affected",
                number,
                now.address(),
                now.droppedMessages(),
                now.droppedBytes());
    }

    // ---- what is known about it

    ClientStatistics statistics(int subscriptionCount) {
        synchronized (lock) {
            return new ClientStatistics(
                    number,
                    transport.address(),
                    transport.subprotocol(),
                    subscriptionCount,
                    sentMessages,
                    data.droppedMessages(),
                    data.droppedBytes(),
                    data.size(),
                    data.bytes());
        }
    }

    @Override
    public String toString() {
        return "client " + number + " at " + transport.address();
    }
}
