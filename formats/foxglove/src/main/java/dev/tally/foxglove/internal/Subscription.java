package dev.tally.foxglove.internal;

/**
 * A subscription of one client to one channel.
 *
 * @param id the client's own number for it, 0 to 2^32 - 1; data frames carry it instead of the channel's
 */
record Subscription(ClientSession client, ChannelFeed feed, long id) {}
