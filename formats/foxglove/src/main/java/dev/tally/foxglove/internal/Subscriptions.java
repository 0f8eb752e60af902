package dev.tally.foxglove.internal;

import dev.tally.foxglove.StatusLevel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one client, found by the client's id and by the channel's.
 *
 * <p>They are entered here and in the feeds together: a feed never has a subscription that is not here.
 *
 * <p><b>Threads.</b> Not safe for several threads: the hub owns it, and the hub's lock guards it.
 */
final class Subscriptions {
    private final ClientSession client;
    private final Map<Long, Subscription> byId = new HashMap<>();
    private final Map<Integer, Subscription> byChannel = new HashMap<>();

    Subscriptions(ClientSession client) {
        this.client = client;
    }

    /**
     * Starts a subscription, or tells the client why it cannot have it.
     *
     * @param feed the channel asked for, null if there is none with this id
     */
    void start(ClientRequest.SubscribeRequest request, @Nullable ChannelFeed feed) {
        if (feed == null) {
            client.status(StatusLevel.ERROR, "Unknown channel " + request.channelId() + "; subscription ignored");
        } else if (byChannel.containsKey(feed.id())) {
            client.status(
                    StatusLevel.WARNING,
                    "Already subscribed to channel " + request.channelId() + "; subscription ignored");
        } else if (byId.containsKey(request.subscriptionId())) {
            client.status(
                    StatusLevel.ERROR,
                    "Subscription id " + request.subscriptionId() + " is in use; subscription ignored");
        } else {
            Subscription started = new Subscription(client, feed, request.subscriptionId());
            byId.put(started.id(), started);
            byChannel.put(feed.id(), started);
            feed.add(started);
        }
    }

    /** Ends the subscription with this id, if there is one, and discards its queued messages. */
    void end(long id) {
        Subscription ended = byId.remove(id);
        if (ended != null) {
            byChannel.remove(ended.feed().id());
            ended.feed().remove(ended);
            client.forget(id);
        }
    }

    /** Ends all of them. */
    void endAll() {
        List.copyOf(byId.keySet()).forEach(this::end);
    }

    int size() {
        return byId.size();
    }
}
