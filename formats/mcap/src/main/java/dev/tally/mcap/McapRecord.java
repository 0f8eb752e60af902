package dev.tally.mcap;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * One record of an MCAP file (<a href="https://mcap.dev/spec">specification</a>). Times are nanoseconds since the Unix
 * epoch, sizes and offsets are bytes, all unsigned. Data is a read-only buffer; each call returns a new one.
 */
public sealed interface McapRecord {
    /**
     * The first record of a file.
     *
     * @param profile a well-known name of the way in which channels are used; empty for none
     * @param library the name of the writing program
     */
    record Header(String profile, String library) implements McapRecord {}

    /**
     * The last record of a file.
     *
     * @param summaryStart the offset of the summary section; 0 if the file has no summary
     * @param summaryOffsetStart the offset of the summary offset section; 0 if the file has no such section
     * @param summaryCrc of the summary section up to this field; 0 if it was not computed
     */
    record Footer(long summaryStart, long summaryOffsetStart, long summaryCrc) implements McapRecord {}

    /**
     * The description of what the messages of some channels look like.
     *
     * @param id from 1 to 65535
     * @param name of the schema
     * @param encoding of the schema, for example {@code jsonschema}
     * @param data the schema itself
     */
    record Schema(int id, String name, String encoding, ByteBuffer data) implements McapRecord {
        /** Creates a schema; {@link IllegalArgumentException} if the id is out of range. */
        public Schema {
            RecordFields.requireId("schema", id, 1);
            data = RecordFields.shared(data);
        }

        /** {@return the data, with a position of its own at each call} */
        @Override
        public ByteBuffer data() {
            return data.duplicate();
        }
    }

    /**
     * A stream of messages of one topic.
     *
     * @param id from 0 to 65535
     * @param schemaId of a schema before it in the file, or 0 for none
     * @param topic of the messages
     * @param messageEncoding of the messages, for example {@code json}
     * @param metadata any names and values
     */
    record Channel(int id, int schemaId, String topic, String messageEncoding, Map<String, String> metadata)
            implements McapRecord {
        /** Creates a channel; {@link IllegalArgumentException} if an id is out of range. */
        public Channel {
            RecordFields.requireId("channel", id, 0);
            RecordFields.requireId("schema", schemaId, 0);
            metadata = RecordFields.ordered(metadata);
        }
    }

    /**
     * A message of a channel.
     *
     * @param channelId of a channel before it in the file
     * @param sequence of 32 bits, unsigned
     * @param logTimeNanos when it was recorded
     * @param publishTimeNanos when it was published
     * @param data of the message, in the encoding of its channel
     */
    record Message(int channelId, long sequence, long logTimeNanos, long publishTimeNanos, ByteBuffer data)
            implements McapRecord {
        /** Creates a message. */
        public Message {
            data = RecordFields.shared(data);
        }

        /** {@return the data, with a position of its own at each call} */
        @Override
        public ByteBuffer data() {
            return data.duplicate();
        }
    }

    /**
     * Schemas, channels and messages that are compressed together.
     *
     * @param startTimeNanos the earliest log time of its messages, 0 without messages
     * @param endTimeNanos the latest log time of its messages, 0 without messages
     * @param uncompressedSize of the records, in bytes
     * @param uncompressedCrc of the uncompressed records; 0 if it was not computed
     * @param compression its name in the file: see {@link Compression#wireName()}
     * @param records the compressed records
     */
    record Chunk(
            long startTimeNanos,
            long endTimeNanos,
            long uncompressedSize,
            long uncompressedCrc,
            String compression,
            ByteBuffer records)
            implements McapRecord {
        /** Creates a chunk. */
        public Chunk {
            records = RecordFields.shared(records);
        }

        /** {@return the compressed records, with a position of their own at each call} */
        @Override
        public ByteBuffer records() {
            return records.duplicate();
        }
    }

    /**
     * The index of one channel's messages in the chunk before it.
     *
     * @param channelId of the channel
     * @param entries one for each message
     */
    record MessageIndex(int channelId, List<Entry> entries) implements McapRecord {
        /** Creates a message index. */
        public MessageIndex {
            entries = List.copyOf(entries);
        }

        /**
         * The place of one message.
         *
         * @param logTimeNanos of the message
         * @param offset of its record in the uncompressed records of the chunk
         */
        public record Entry(long logTimeNanos, long offset) {}
    }

    /**
     * The place of a chunk and of its message indexes.
     *
     * @param startTimeNanos the earliest log time of its messages, 0 without messages
     * @param endTimeNanos the latest log time of its messages, 0 without messages
     * @param chunkOffset where the chunk begins in the file
     * @param chunkLength of the whole record
     * @param messageIndexOffsets where the message index of each channel begins in the file, by channel id
     * @param messageIndexLength of all its message indexes
     * @param compression its name in the file: see {@link Compression#wireName()}
     * @param compressedSize of the records
     * @param uncompressedSize of the records
     */
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
        /** Creates a chunk index. */
        public ChunkIndex {
            messageIndexOffsets = RecordFields.ordered(messageIndexOffsets);
        }
    }

    /**
     * A file within the file.
     *
     * @param logTimeNanos when it was recorded
     * @param createTimeNanos when it was created
     * @param name of the attachment, for example a file name
     * @param mediaType of the data, for example {@code text/plain}
     * @param data its bytes
     */
    record Attachment(long logTimeNanos, long createTimeNanos, String name, String mediaType, ByteBuffer data)
            implements McapRecord {
        /** Creates an attachment. */
        public Attachment {
            data = RecordFields.shared(data);
        }

        /** {@return the data, with a position of its own at each call} */
        @Override
        public ByteBuffer data() {
            return data.duplicate();
        }
    }

    /**
     * The place of an attachment.
     *
     * @param offset where its record begins in the file
     * @param length of the whole record
     * @param logTimeNanos of the attachment
     * @param createTimeNanos of the attachment
     * @param dataSize of its bytes
     * @param name of the attachment
     * @param mediaType of the attachment
     */
    record AttachmentIndex(
            long offset,
            long length,
            long logTimeNanos,
            long createTimeNanos,
            long dataSize,
            String name,
            String mediaType)
            implements McapRecord {}

    /**
     * The counts of records in a file, and the times of its messages.
     *
     * @param messageCount of all channels
     * @param schemaCount of the file
     * @param channelCount of the file
     * @param attachmentCount of the file
     * @param metadataCount of the file
     * @param chunkCount of the file
     * @param startTimeNanos the earliest log time, 0 without messages
     * @param endTimeNanos the latest log time, 0 without messages
     * @param channelMessageCounts the number of messages by channel id
     */
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
        /** Creates statistics. */
        public Statistics {
            channelMessageCounts = RecordFields.ordered(channelMessageCounts);
        }
    }

    /**
     * Names and values that describe the whole file.
     *
     * @param name of the record
     * @param metadata the names and values
     */
    record Metadata(String name, Map<String, String> metadata) implements McapRecord {
        /** Creates a metadata record. */
        public Metadata {
            metadata = RecordFields.ordered(metadata);
        }
    }

    /**
     * The place of a metadata record.
     *
     * @param offset where its record begins in the file
     * @param length of the whole record
     * @param name of the record
     */
    record MetadataIndex(long offset, long length, String name) implements McapRecord {}

    /**
     * The place of the records of one kind in the summary section.
     *
     * @param groupOpcode of the records
     * @param groupStart where the first of them begins in the file
     * @param groupLength of all of them
     */
    record SummaryOffset(int groupOpcode, long groupStart, long groupLength) implements McapRecord {}

    /**
     * The end of the data section.
     *
     * @param dataSectionCrc of all bytes of the file before this record; 0 if it was not computed
     */
    record DataEnd(long dataSectionCrc) implements McapRecord {}

    /**
     * A record of a kind that this library does not know, or a private one.
     *
     * @param opcode of the record
     * @param content of the record
     */
    record Unknown(int opcode, ByteBuffer content) implements McapRecord {
        /** Creates a record. */
        public Unknown {
            content = RecordFields.shared(content);
        }

        /** {@return the content, with a position of its own at each call} */
        @Override
        public ByteBuffer content() {
            return content.duplicate();
        }
    }
}
