package dev.tally.foxglove.internal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue of messages for one client, bounded in messages and in bytes.
 *
 * <p><b>Threads.</b> Not safe for several threads: the lock of its session guards it.
 */
final class SendQueue {

    /** A queued message. */
    sealed interface Entry {
        boolean isText();

        int size();

        ByteBuffer bytes();

        /** Returns whether this is a message of the subscription with this id. */
        boolean isFor(long subscriptionId);
    }

    /** A message of a channel, with the id that the client gave its subscription. */
    record Data(Message message, long subscriptionId) implements Entry {
        @Override
        public boolean isText() {
            return false;
        }

        @Override
        public int size() {
            return message.size();
        }

        @Override
        public ByteBuffer bytes() {
            return message.frame(subscriptionId);
        }

        @Override
        public boolean isFor(long id) {
            return subscriptionId == id;
        }
    }

    /** An announcement of new channels; its text is put together outside the lock, when it is sent. */
    record Advertisement(List<ChannelFeed> feeds) implements Entry {
        @Override
        public boolean isText() {
            return true;
        }

        @Override
        public int size() {
            return feeds.stream()
                    .mapToInt(feed -> feed.advertisement().length())
                    .reduce(0, Math::addExact);
        }

        @Override
        public ByteBuffer bytes() {
            return ByteBuffer.wrap(ServerText.advertise(feeds));
        }

        @Override
        public boolean isFor(long subscriptionId) {
            return false;
        }
    }

    /** Any other message. */
    record Control(byte[] utf8) implements Entry {
        @Override
        public boolean isText() {
            return true;
        }

        @Override
        public int size() {
            return utf8.length;
        }

        @Override
        public ByteBuffer bytes() {
            return ByteBuffer.wrap(utf8);
        }

        @Override
        public boolean isFor(long id) {
            return false;
        }
    }

    private final int maxMessages;
    private final long maxBytes;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private long droppedMessages;
    private long droppedBytes;
    private long discardedMessages;

    SendQueue(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** Adds an entry at the end; returns false if the queue is too full for it. */
    boolean offer(Entry entry) {
        if (entries.size() >= maxMessages || bytes + entry.size() > maxBytes) {
            return false;
        }
        entries.add(entry);
        bytes += entry.size();
        return true;
    }

    /** Adds an entry at the end and drops the oldest ones until it fits; returns whether any was dropped. */
    boolean offerDroppingOldest(Entry entry) {
        if (offer(entry)) {
            return false;
        }
        if (entry.size() > maxBytes) {
            countDrop(entry);
            return true;
        }
        do {
            Entry oldest = poll();
            if (oldest == null) {
                throw new IllegalStateException("the entry does not fit into an empty queue");
            }
            countDrop(oldest);
        } while (!offer(entry));
        return true;
    }

    private void countDrop(Entry entry) {
        droppedMessages++;
        droppedBytes += entry.size();
    }

    @Nullable
    Entry poll() {
        Entry first = entries.poll();
        if (first != null) {
            bytes -= first.size();
        }
        return first;
    }

    /** Removes the messages of a subscription that has ended: its id may be given to another channel at once. */
    void forget(long subscriptionId) {
        entries.removeIf(entry -> {
            boolean gone = entry.isFor(subscriptionId);
            if (gone) {
                bytes -= entry.size();
                discardedMessages++;
            }
            return gone;
        });
    }

    void clear() {
        discardedMessages += entries.size();
        entries.clear();
        bytes = 0;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int size() {
        return entries.size();
    }

    long bytes() {
        return bytes;
    }

    long droppedMessages() {
        return droppedMessages;
    }

    long droppedBytes() {
        return droppedBytes;
    }

    /** Returns how many messages were forgotten or cleared. */
    long discardedMessages() {
        return discardedMessages;
    }
}
