package dev.tally.foxglove;

import dev.tally.foxglove.internal.ChannelFeed;

/** A channel of one {@link FoxgloveServer}, to which {@link FoxgloveServer#publish} writes. */
public final class Channel {
    private final ChannelDefinition definition;
    private final ChannelFeed feed;

    Channel(ChannelDefinition definition, ChannelFeed feed) {
        this.definition = definition;
        this.feed = feed;
    }

    /** {@return the number of this channel, from 1; a server never uses it again} */
    public int id() {
        return feed.id();
    }

    /** {@return the definition that clients are told} */
    public ChannelDefinition definition() {
        return definition;
    }

    /**
     * Returns whether a client is subscribed now; a caller may skip costly encoding while none is. Any thread may ask.
     *
     * @return true if a message published now would be queued for at least one client
     */
    public boolean hasSubscribers() {
        return feed.hasSubscribers();
    }

    ChannelFeed feed() {
        return feed;
    }

    @Override
    public String toString() {
        return id() + " " + definition.topic();
    }
}
