package dev.tally.foxglove.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client listens to, found by its own id and by the channel's.
 *
 * <p><b>Threads.</b> None of its own: the hub's lock guards it.
 */
final class Subscriptions {
    private final Map<Long, Subscription> byId = new HashMap<>();
    private final Map<Integer, Subscription> byChannel = new HashMap<>();

    boolean hasId(long id) {
        return byId.containsKey(id);
    }

    boolean hasChannel(ChannelFeed feed) {
        return byChannel.containsKey(feed.id());
    }

    void add(Subscription subscription) {
        byId.put(subscription.id(), subscription);
        byChannel.put(subscription.feed().id(), subscription);
    }

    @Nullable
    Subscription remove(long id) {
        Subscription gone = byId.remove(id);
        if (gone != null) {
            byChannel.remove(gone.feed().id());
        }
        return gone;
    }

    Collection<Subscription> removeAll() {
        List<Subscription> all = List.copyOf(byId.values());
        byId.clear();
        byChannel.clear();
        return all;
    }

    int size() {
        return byId.size();
    }
}
