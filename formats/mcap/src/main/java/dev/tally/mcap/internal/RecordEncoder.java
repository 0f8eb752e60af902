package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.util.Map;
import java.util.zip.CRC32;

/** Encodes records, field by field in the order of the specification. */
public final class RecordEncoder {

    private RecordEncoder() {}

    /** Returns what a file begins with: the magic and the header. */
    public static RecordBuffer start(McapRecord.Header header) {
        RecordBuffer out = new RecordBuffer(64);
        out.put(Opcodes.magic(), 0, Opcodes.magic().length);
        int begun = out.begin(Opcodes.HEADER);
        out.string(header.profile());
        out.string(header.library());
        out.end(begun);
        return out;
    }

    public static void schema(RecordBuffer out, McapRecord.Schema schema) {
        int begun = out.begin(Opcodes.SCHEMA);
        out.u16(schema.id());
        out.string(schema.name());
        out.string(schema.encoding());
        out.u32(schema.data().remaining());
        out.put(schema.data());
        out.end(begun);
    }

    public static void channel(RecordBuffer out, McapRecord.Channel channel) {
        int begun = out.begin(Opcodes.CHANNEL);
        out.u16(channel.id());
        out.u16(channel.schemaId());
        out.string(channel.topic());
        out.string(channel.messageEncoding());
        strings(out, channel.metadata());
        out.end(begun);
    }

    /** Puts a Chunk record but for the compressed records themselves, which the caller puts after it. */
    public static void chunkHead(
            RecordBuffer out, long start, long end, long size, long crc, String compression, int compressedSize) {
        int begun = out.begin(Opcodes.CHUNK);
        out.u64(start);
        out.u64(end);
        out.u64(size);
        out.u32(crc);
        out.string(compression);
        out.u64(compressedSize);
        long content = (long) out.size() - begun + compressedSize;
        out.endWith(begun, content);
    }

    public static void chunkIndex(RecordBuffer out, McapRecord.ChunkIndex index) {
        int begun = out.begin(Opcodes.CHUNK_INDEX);
        out.u64(index.startTimeNanos());
        out.u64(index.endTimeNanos());
        out.u64(index.chunkOffset());
        out.u64(index.chunkLength());
        numbers(out, index.messageIndexOffsets());
        out.u64(index.messageIndexLength());
        out.string(index.compression());
        out.u64(index.compressedSize());
        out.u64(index.uncompressedSize());
        out.end(begun);
    }

    public static void attachment(RecordBuffer out, McapRecord.Attachment attachment, boolean withCrc) {
        int begun = out.begin(Opcodes.ATTACHMENT);
        out.u64(attachment.logTimeNanos());
        out.u64(attachment.createTimeNanos());
        out.string(attachment.name());
        out.string(attachment.mediaType());
        out.u64(attachment.data().remaining());
        out.put(attachment.data());
        CRC32 crc = new CRC32();
        if (withCrc) {
            crc.update(out.bytes(), begun, out.size() - begun);
        }
        out.u32(crc.getValue());
        out.end(begun);
    }

    public static void attachmentIndex(RecordBuffer out, McapRecord.AttachmentIndex index) {
        int begun = out.begin(Opcodes.ATTACHMENT_INDEX);
        out.u64(index.offset());
        out.u64(index.length());
        out.u64(index.logTimeNanos());
        out.u64(index.createTimeNanos());
        out.u64(index.dataSize());
        out.string(index.name());
        out.string(index.mediaType());
        out.end(begun);
    }

    public static void statistics(RecordBuffer out, McapRecord.Statistics statistics) {
        int begun = out.begin(Opcodes.STATISTICS);
        out.u64(statistics.messageCount());
        out.u16(statistics.schemaCount());
        out.u32(statistics.channelCount());
        out.u32(statistics.attachmentCount());
        out.u32(statistics.metadataCount());
        out.u32(statistics.chunkCount());
        out.u64(statistics.startTimeNanos());
        out.u64(statistics.endTimeNanos());
        numbers(out, statistics.channelMessageCounts());
        out.end(begun);
    }

    public static void metadata(RecordBuffer out, McapRecord.Metadata metadata) {
        int begun = out.begin(Opcodes.METADATA);
        out.string(metadata.name());
        strings(out, metadata.metadata());
        out.end(begun);
    }

    public static void metadataIndex(RecordBuffer out, McapRecord.MetadataIndex index) {
        int begun = out.begin(Opcodes.METADATA_INDEX);
        out.u64(index.offset());
        out.u64(index.length());
        out.string(index.name());
        out.end(begun);
    }

    public static void summaryOffset(RecordBuffer out, McapRecord.SummaryOffset offset) {
        int begun = out.begin(Opcodes.SUMMARY_OFFSET);
        out.u8(offset.groupOpcode());
        out.u64(offset.groupStart());
        out.u64(offset.groupLength());
        out.end(begun);
    }

    public static void dataEnd(RecordBuffer out, long crc) {
        int begun = out.begin(Opcodes.DATA_END);
        out.u32(crc);
        out.end(begun);
    }

    private static void strings(RecordBuffer out, Map<String, String> map) {
        int lengthAt = out.size();
        out.u32(0);
        map.forEach((key, value) -> {
            out.string(key);
            out.string(value);
        });
        out.u32At(lengthAt, out.size() - lengthAt - Integer.BYTES);
    }

    private static void numbers(RecordBuffer out, Map<Integer, Long> map) {
        out.u32(10L * map.size());
        map.forEach((key, value) -> {
            out.u16(key);
            out.u64(value);
        });
    }
}
