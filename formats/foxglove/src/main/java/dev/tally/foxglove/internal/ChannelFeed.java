package dev.tally.foxglove.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one channel and its last message.
 *
 * <p><b>Threads.</b> Any. Its lock is held while a message is put into the subscribers' queues, so each of them sees
 * every message after the last one that it got on subscribing, in order and none twice. No thread waits for the network
 * under that lock. Lock order: hub, feed, client.
 */
public final class ChannelFeed {
    private static final Subscription[] NO_SUBSCRIPTIONS = {};

    private final int id;
    private final String topic;
    private final String advertisement;
    private volatile Subscription[] subscriptions = NO_SUBSCRIPTIONS;
    private @Nullable Message last;
    private boolean isRemoved;

    ChannelFeed(int id, String topic, String advertisement) {
        this.id = id;
        this.topic = topic;
        this.advertisement = advertisement;
    }

    public int id() {
        return id;
    }

    String topic() {
        return topic;
    }

    /** Returns the channel as JSON, as the advertise message lists it. */
    String advertisement() {
        return advertisement;
    }

    public boolean hasSubscribers() {
        return subscriptions.length > 0;
    }

    synchronized void publish(Message message) {
        if (isRemoved) {
            return;
        }
        last = message;
        for (Subscription subscription : subscriptions) {
            subscription.client().offer(message, subscription.id());
        }
    }

    synchronized void add(Subscription subscription) {
        Subscription[] more = Arrays.copyOf(subscriptions, subscriptions.length + 1);
        more[more.length - 1] = subscription;
        subscriptions = more;
        if (last != null) {
            subscription.client().offer(last, subscription.id());
        }
    }

    synchronized void remove(Subscription gone) {
        subscriptions = Arrays.stream(subscriptions).filter(s -> s != gone).toArray(Subscription[]::new);
    }

    /** Ends the channel; returns the subscriptions that it had. */
    synchronized Subscription[] close() {
        Subscription[] ended = subscriptions;
        subscriptions = NO_SUBSCRIPTIONS;
        last = null;
        isRemoved = true;
        return ended;
    }
}
