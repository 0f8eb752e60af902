package dev.tally.foxglove.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The announcements that one client has yet to get: of the server, and of channels that have come and gone. Channels
 * that change while the client is slow share one message.
 *
 * <p><b>Threads.</b> Not safe for several threads: the lock of its session guards it.
 *
 * <p><b>Order and time.</b> The greeting, then channels that have gone, then those that have come. A topic may get
 * another channel, so the old one has to go first; numbers of channels are never used again.
 *
 * <p><b>Cost.</b> Bounded by the channels that there are and those that the client knows. A channel that has gone
 * before the client was told of it is not mentioned.
 */
final class PendingAnnouncements {
    private static final int CHANNELS_A_MESSAGE = 100; // clients limit how much one may list

    private final Map<Integer, ChannelFeed> come = new LinkedHashMap<>();
    private final Set<Integer> gone = new LinkedHashSet<>();
    private byte @Nullable [] greeting;

    PendingAnnouncements(byte[] greeting) {
        this.greeting = greeting;
    }

    void add(Collection<ChannelFeed> feeds) {
        feeds.forEach(feed -> come.put(feed.id(), feed));
    }

    void remove(ChannelFeed feed) {
        if (come.remove(feed.id()) == null) {
            gone.add(feed.id());
        }
    }

    /** Removes and returns the next message; null if none waits. */
    SendQueue.@Nullable Entry poll() {
        if (greeting != null) {
            SendQueue.Entry next = new SendQueue.Control(greeting);
            greeting = null;
            return next;
        }
        if (!gone.isEmpty()) {
            return new SendQueue.Control(ServerText.unadvertise(take(gone)));
        }
        return come.isEmpty() ? null : new SendQueue.Advertisement(take(come.values()));
    }

    private static <T> List<T> take(Collection<T> from) {
        List<T> taken = new ArrayList<>();
        Iterator<T> rest = from.iterator();
        while (rest.hasNext() && taken.size() < CHANNELS_A_MESSAGE) {
            taken.add(rest.next());
            rest.remove();
        }
        return taken;
    }

    boolean isEmpty() {
        return greeting == null && gone.isEmpty() && come.isEmpty();
    }

    void clear() {
        greeting = null;
        gone.clear();
        come.clear();
    }
}
