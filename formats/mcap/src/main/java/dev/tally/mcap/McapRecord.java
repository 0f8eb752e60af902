package dev.tally.mcap;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One record of an MCAP file, as in the <a href="https://mcap.dev/spec">specification</a>.
 *
 * <p>Times are nanoseconds since the Unix epoch, unsigned. Sizes and offsets are in bytes, unsigned. Bytes are handed out
 * as read-only buffers that share memory: each call returns one with a position of its own.
 */
public sealed interface McapRecord {

    /** The first record of a file. */
    record Header(String profile, String library) implements McapRecord {}

    /** The last record of a file; a start of 0 says that there is no such section, a CRC of 0 that there is none. */
    record Footer(long summaryStart, long summaryOffsetStart, long summaryCrc) implements McapRecord {}

    /**
     * How the messages of channels look.
     *
     * @param id from 1 to 65535
     */
    record Schema(int id, String name, String encoding, ByteBuffer data) implements McapRecord {
        /** @throws IllegalArgumentException if the id is out of range */
        public Schema {
            if (id < 1 || id > 0xFFFF) {
                throw new IllegalArgumentException("schema id is " + id + ", not from 1 to 65535");
            }
            data = shared(data);
        }

        @Override
        public ByteBuffer data() {
            return data.duplicate();
        }
    }

    /**
     * A stream of messages of one topic.
     *
     * @param id from 0 to 65535
     * @param schemaId 0 for none
     */
    record Channel(int id, int schemaId, String topic, String messageEncoding, Map<String, String> metadata)
            implements McapRecord {
        /** @throws IllegalArgumentException if an id is out of range */
        public Channel {
            if (id < 0 || id > 0xFFFF) {
                throw new IllegalArgumentException("channel id is " + id + ", not from 0 to 65535");
            }
            if (schemaId < 0 || schemaId > 0xFFFF) {
                throw new IllegalArgumentException("schema id is " + schemaId + ", not from 0 to 65535");
            }
            metadata = ordered(metadata);
        }
    }

    /** One message; the sequence is unsigned and has 32 bits. */
    record Message(int channelId, long sequence, long logTimeNanos, long publishTimeNanos, ByteBuffer data)
            implements McapRecord {
        public Message {
            data = shared(data);
        }

        @Override
        public ByteBuffer data() {
            return data.duplicate();
        }
    }

    /** Schemas, channels and messages, stored together. */
    record Chunk(
            long startTimeNanos,
            long endTimeNanos,
            long uncompressedSize,
            long uncompressedCrc,
            String compression,
            ByteBuffer records)
            implements McapRecord {
        public Chunk {
            records = shared(records);
        }

        @Override
        public ByteBuffer records() {
            return records.duplicate();
        }
    }

    /** Where the messages of one channel stand in the uncompressed records of the chunk before it. */
    record MessageIndex(int channelId, List<Entry> entries) implements McapRecord {
        public MessageIndex {
            entries = List.copyOf(entries);
        }

        /** Where one message stands. */
        public record Entry(long logTimeNanos, long offset) {}
    }

    /** Where a chunk stands, and its message indexes by channel. */
    record ChunkIndex(
            long startTimeNanos,
            long endTimeNanos,
            long chunkOffset,
            long chunkLength,
            Map<Integer, Long> messageIndexOffsets,
            long messageIndexLength,
            String compression,
            long compressedSize,
            long uncompressedSize)
            implements McapRecord {
        public ChunkIndex {
            messageIndexOffsets = ordered(messageIndexOffsets);
        }
    }

    /** A file within the file. */
    record Attachment(long logTimeNanos, long createTimeNanos, String name, String mediaType, ByteBuffer data)
            implements McapRecord {
        public Attachment {
            data = shared(data);
        }

        @Override
        public ByteBuffer data() {
            return data.duplicate();
        }
    }

    /** Where an attachment stands. */
    record AttachmentIndex(
            long offset,
            long length,
            long logTimeNanos,
            long createTimeNanos,
            long dataSize,
            String name,
            String mediaType)
            implements McapRecord {}

    /** How much of each there is in the file. */
    record Statistics(
            long messageCount,
            int schemaCount,
            long channelCount,
            long attachmentCount,
            long metadataCount,
            long chunkCount,
            long startTimeNanos,
            long endTimeNanos,
            Map<Integer, Long> channelMessageCounts)
            implements McapRecord {
        public Statistics {
            channelMessageCounts = ordered(channelMessageCounts);
        }
    }

    /** Names and values. */
    record Metadata(String name, Map<String, String> metadata) implements McapRecord {
        public Metadata {
            metadata = ordered(metadata);
        }
    }

    /** Where a metadata record stands. */
    record MetadataIndex(long offset, long length, String name) implements McapRecord {}

    /** Where the records of one kind stand in the summary section. */
    record SummaryOffset(int groupOpcode, long groupStart, long groupLength) implements McapRecord {}

    /** The end of the data section; a CRC of 0 says that there is none. */
    record DataEnd(long dataSectionCrc) implements McapRecord {}

    /** A record of a kind that the specification does not name (yet), or a private one. */
    record Unknown(int opcode, ByteBuffer content) implements McapRecord {
        public Unknown {
            content = shared(content);
        }

        @Override
        public ByteBuffer content() {
            return content.duplicate();
        }
    }

    private static ByteBuffer shared(ByteBuffer data) {
        return data.slice().asReadOnlyBuffer();
    }

    private static <K, V> Map<K, V> ordered(Map<K, V> map) {
        map.forEach((key, value) -> { // here, and not when half of the record is written
            Objects.requireNonNull(key, "a key is null");
            Objects.requireNonNull(value, () -> "the value of " + key + " is null");
        });
        return Collections.unmodifiableMap(new LinkedHashMap<>(map)); // Map.copyOf would lose the order of the file
    }
}
