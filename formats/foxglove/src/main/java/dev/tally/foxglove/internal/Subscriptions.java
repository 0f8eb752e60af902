package dev.tally.foxglove.internal;

import dev.tally.foxglove.StatusLevel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one client, found by the client's id and by the channel's.
 *
 * <p>They are entered here and in the feeds together: a feed never has a subscription that is not here.
 *
 * <p><b>Threads.</b> Not safe for several threads: the hub owns it, and the hub's lock guards it.
 */
final class Subscriptions {
    private static final int REFUSALS_A_REQUEST = 10; // a viewer may ask for thousands of channels that have just gone

    private record Refusal(StatusLevel level, String why) {}

    private final ClientSession client;
    private final Map<Long, Subscription> byId = new HashMap<>();
    private final Map<Integer, Subscription> byChannel = new HashMap<>();

    Subscriptions(ClientSession client) {
        this.client = client;
    }

    /** Starts those subscriptions of a request that can be, and tells the client why it cannot have the others. */
    void startAll(List<ClientRequest.SubscribeRequest> requests, Map<Long, ChannelFeed> feeds) {
        int refused = 0;
        for (ClientRequest.SubscribeRequest request : requests) {
            Optional<Refusal> refusal = start(request, feeds.get(request.channelId()));
            if (refusal.isPresent() && ++refused <= REFUSALS_A_REQUEST) {
                client.status(refusal.get().level(), refusal.get().why() + "; subscription ignored");
            }
        }
        if (refused > REFUSALS_A_REQUEST) {
            client.status(
                    StatusLevel.ERROR,
                    (refused - REFUSALS_A_REQUEST) + " more subscriptions of this request ignored, for like reasons");
        }
    }

    private Optional<Refusal> start(ClientRequest.SubscribeRequest request, @Nullable ChannelFeed feed) {
        if (feed == null) {
            return Optional.of(new Refusal(StatusLevel.ERROR, "Unknown channel " + request.channelId()));
        }
        if (byChannel.containsKey(feed.id())) {
            return Optional.of(
                    new Refusal(StatusLevel.WARNING, "Already subscribed to channel " + request.channelId()));
        }
        if (byId.containsKey(request.subscriptionId())) {
            return Optional.of(
                    new Refusal(StatusLevel.ERROR, "Subscription id " + request.subscriptionId() + " is in use"));
        }
        Subscription started = new Subscription(client, feed, request.subscriptionId());
        byId.put(started.id(), started);
        byChannel.put(feed.id(), started);
        feed.add(started);
        return Optional.empty();
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
