package dev.tally.foxglove.internal;

import dev.tally.foxglove.ClientStatistics;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is queued for one client: announcements of channels, other texts, messages of channels. It leaves in
 * this order, in batches.
 *
 * <p>Messages of channels are counted where they come in and where they go, each apart: offered is what was sent, was
 * dropped, was discarded, waits, or is in flight.
 *
 * <p><b>Threads.</b> Not safe for several threads: the lock of its session guards it.
 */
final class ClientQueues {
    private static final int BATCH_MESSAGES = 256;
    private static final int BATCH_BYTES = 64 * 1024;

    private final PendingAnnouncements announcements;
    private final SendQueue control;
    private final SendQueue data;
    private int dataInFlight;
    private long offeredMessages;
    private long sentMessages;
    private long discardedInFlight;

    ClientQueues(byte[] greeting, ServerLimits limits) {
        announcements = new PendingAnnouncements(greeting);
        control = new SendQueue(limits.controlMessages(), limits.controlBytes());
        data = new SendQueue(limits.dataMessages(), limits.dataBytes());
    }

    void advertise(Collection<ChannelFeed> feeds) {
        announcements.add(feeds);
    }

    void unadvertise(ChannelFeed feed) {
        announcements.remove(feed);
    }

    /** Queues a text; returns false if the queue of texts is full. */
    boolean offerText(byte[] utf8) {
        return control.offer(new SendQueue.Control(utf8));
    }

    /** Queues a message of a channel; returns whether messages were dropped because the queue was full. */
    boolean offerData(SendQueue.Data message) {
        offeredMessages++;
        return data.offerDroppingOldest(message);
    }

    /** Discards the queued messages of a subscription. */
    void forget(long subscriptionId) {
        data.forget(subscriptionId);
    }

    /** Discards everything, also what is in flight: whether the client gets that will not be known. */
    void discardAll() {
        clear();
        discardedInFlight += dataInFlight;
        dataInFlight = 0;
    }

    /** Discards what is queued. */
    void clear() {
        announcements.clear();
        control.clear();
        data.clear();
    }

    boolean isEmpty() {
        return announcements.isEmpty() && control.isEmpty() && data.isEmpty();
    }

    /** Moves as much as fits into one batch from the queues to an empty list. */
    void fill(List<SendQueue.Entry> batch) {
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

    /** Counts the messages of channels in the last batch as sent. */
    void countSent() {
        sentMessages += dataInFlight;
        dataInFlight = 0;
    }

    ClientStatistics statistics(long client, String address, String subprotocol, int subscriptions) {
        return new ClientStatistics(
                client,
                address,
                subprotocol,
                subscriptions,
                offeredMessages,
                sentMessages,
                data.droppedMessages(),
                data.droppedBytes(),
                data.discardedMessages() + discardedInFlight,
                data.size(),
                data.bytes(),
                dataInFlight);
    }
}
