package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The largest sizes that are written, and therefore must be readable. All are derived from {@link #DATA}.
 *
 * <p>The largest chunk has one message of that size with its schema and channel; or it was just below the largest chunk
 * size before these three were added, and then the message was no larger than that size.
 */
public final class Limits {
    /** The most bytes of a message or an attachment. */
    public static final int DATA = 1 << 30;

    /** The largest chunk size: two of these are one {@link #DATA}. */
    public static final int CHUNK_SIZE = DATA / 2;

    /** The most bytes of a schema, channel or metadata record. */
    public static final int DEFINITION = DATA / 16;

    /** The most bytes of a chunk before compression; some for the heads of records. */
    public static final long CHUNK = DATA + 2L * DEFINITION + (1 << 10);

    /** The most bytes of a record that can be read: compression makes a chunk a little larger at worst. */
    public static final int RECORD = Integer.MAX_VALUE - 64;

    private Limits() {}

    /** @throws IllegalArgumentException if it is larger than what the writer takes */
    public static void require(McapRecord.Schema schema) {
        requireDefinition(
                "schema " + schema.name(),
                utf8(schema.name()) + utf8(schema.encoding()) + schema.data().remaining());
    }

    /** @throws IllegalArgumentException if it is larger than what the writer takes */
    public static void require(McapRecord.Channel channel) {
        requireDefinition(
                "channel " + channel.topic(),
                utf8(channel.topic()) + utf8(channel.messageEncoding()) + utf8(channel.metadata()));
    }

    /** @throws IllegalArgumentException if it is larger than what the writer takes */
    public static void require(McapRecord.Metadata metadata) {
        requireDefinition("metadata " + metadata.name(), utf8(metadata.name()) + utf8(metadata.metadata()));
    }

    /** @throws IllegalArgumentException if it is larger than what the writer takes */
    public static void require(McapRecord.Attachment attachment) {
        if (attachment.data().remaining() > DATA) {
            throw new IllegalArgumentException("attachment " + attachment.name() + " of "
                    + attachment.data().remaining() + " bytes; the most is " + DATA);
        }
    }

    /** @throws IllegalArgumentException if a message of this length is larger than what the writer takes */
    public static void requireMessage(int length) {
        if (length > DATA) {
            throw new IllegalArgumentException("a message of " + length + " bytes; the most is " + DATA);
        }
    }

    private static void requireDefinition(String what, long bytes) {
        if (bytes > DEFINITION) {
            throw new IllegalArgumentException(what + " has " + bytes + " bytes; the most is " + DEFINITION);
        }
    }

    private static long utf8(Map<String, String> map) {
        return map.entrySet().stream()
                .mapToLong(entry -> 2L * Integer.BYTES + utf8(entry.getKey()) + utf8(entry.getValue()))
                .sum();
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
