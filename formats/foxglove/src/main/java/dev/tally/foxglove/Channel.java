package dev.tally.foxglove;

import dev.tally.foxglove.internal.ChannelFeed;

/** A channel of one {@link FoxgloveServer}: what {@link FoxgloveServer#publish} writes to. */
public final class Channel {
    private final ChannelDefinition definition;
    private final ChannelFeed feed;

    Channel(ChannelDefinition definition, ChannelFeed feed) {
        this.definition = definition;
        this.feed = feed;
    }

    /** Its number, from 1, never used again by the same server. */
    public int id() {
        return feed.id();
    }

    /** What it carries. */
    public ChannelDefinition definition() {
        return definition;
    }

    /** Whether anyone listens now; who finds encoding costly may skip it when nobody does. Any thread may ask. */
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
