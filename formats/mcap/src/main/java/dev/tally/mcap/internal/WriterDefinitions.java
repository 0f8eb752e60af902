package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.util.Arrays;

/** The schemas and channels that a writer was given, with the next free ids and the sequence of each channel. */
public final class WriterDefinitions {
    private final FileIndex index;
    private boolean[] isKnownChannel = new boolean[16];
    private long[] sequences = new long[16];
    private int nextSchema = 1;
    private int nextChannel = 1;

    /** Creates a set of definitions that are kept in this index. */
    public WriterDefinitions(FileIndex index) {
        this.index = index;
    }

    /** Returns the lowest schema id from 1 that is free. */
    public int nextSchemaId() {
        while (index.schema(nextSchema) != null) {
            nextSchema++;
        }
        return nextSchema;
    }

    /** Returns the lowest channel id from 1 that is free. */
    public int nextChannelId() {
        while (index.channel(nextChannel) != null) {
            nextChannel++;
        }
        return nextChannel;
    }

    /**
     * Returns whether a schema is not known yet.
     *
     * @throws IllegalArgumentException if its id names another one, or it is too large
     */
    public boolean isNew(McapRecord.Schema schema) {
        McapRecord.Schema known = index.schema(schema.id());
        if (known != null) {
            requireSame(known, schema);
            return false;
        }
        Limits.require(schema);
        return true;
    }

    /**
     * Returns whether a channel is not known yet.
     *
     * @throws IllegalArgumentException if its id names another one, it is too large, or its schema is unknown
     */
    public boolean isNew(McapRecord.Channel channel) {
        McapRecord.Channel known = index.channel(channel.id());
        if (known != null) {
            requireSame(known, channel);
            return false;
        }
        if (channel.schemaId() != 0 && index.schema(channel.schemaId()) == null) {
            throw new IllegalArgumentException(
                    "channel " + channel.topic() + " has schema " + channel.schemaId() + ", which was not added");
        }
        Limits.require(channel);
        return true;
    }

    private static void requireSame(McapRecord known, McapRecord added) {
        if (!known.equals(added)) {
            throw new IllegalArgumentException("added as " + added + ", but before as " + known);
        }
    }

    /** Adds a channel that is new. */
    public void add(McapRecord.Channel channel) {
        index.add(channel);
        if (channel.id() >= sequences.length) {
            int length = Math.max(channel.id() + 1, 2 * sequences.length);
            isKnownChannel = Arrays.copyOf(isKnownChannel, length);
            sequences = Arrays.copyOf(sequences, length);
        }
        isKnownChannel[channel.id()] = true;
    }

    /** Returns the sequence of the next message of a channel, from 1. */
    public long nextSequence(int channelId) {
        requireKnown(channelId);
        return ++sequences[channelId];
    }

    /**
     * Requires that a message can be written.
     *
     * @throws IllegalArgumentException if the channel was not added, or the data is larger than what the writer takes
     */
    public void requireMessage(int channelId, int length) {
        requireKnown(channelId);
        Limits.requireMessage(length);
    }

    private void requireKnown(int channelId) {
        if (channelId < 0 || channelId >= isKnownChannel.length || !isKnownChannel[channelId]) {
            throw new IllegalArgumentException("channel " + channelId + " was not added");
        }
    }
}
