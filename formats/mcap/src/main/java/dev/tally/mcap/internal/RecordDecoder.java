package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Decodes records. Fields after the last known one are skipped; every length is checked against the bytes
 * that are there before anything is made of it.
 */
public final class RecordDecoder {
    /** The content of a chunk with the longest name of a compression, before its records. */
    private static final int CHUNK_HEAD = 4 * Long.BYTES + 2 * Integer.BYTES + "zstd".length();

    private final ByteBuffer in;
    private final boolean checkCrc;

    private RecordDecoder(ByteBuffer content, boolean checkCrc) {
        this.in = content.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.checkCrc = checkCrc;
    }

    /**
     * Decodes the record with this content.
     *
     * @param offset where it begins in the file, for errors
     * @throws McapException if the content is too short or out of range
     */
    public static McapRecord decode(int opcode, ByteBuffer content, long offset, boolean checkCrc)
            throws McapException {
        try {
            return new RecordDecoder(content, checkCrc).record(opcode, offset);
        } catch (BufferUnderflowException e) {
            throw new McapException(
                    Opcodes.name(opcode) + " record at offset " + offset + " is shorter than its fields", e);
        } catch (IllegalArgumentException e) {
            throw new McapException(
                    Opcodes.name(opcode) + " record at offset " + offset + " is not valid: " + e.getMessage(), e);
        }
    }

    /**
     * Decodes a Chunk record that was cut off within its compressed records, which then are those that are there.
     *
     * @return empty if it was cut off before them, or if the bytes are not the start of a chunk of this length
     */
    static Optional<McapRecord.Chunk> decodeCutChunk(ByteBuffer content, long length) {
        try {
            RecordDecoder in = new RecordDecoder(content, false);
            long start = in.u64();
            long end = in.u64();
            long size = in.u64();
            long crc = in.u32();
            String compression = in.string();
            long claimed = in.u64();
            boolean isWholeHead = claimed >= 0 && claimed <= length - in.in.position();
            int present = (int) Math.min(claimed, in.in.remaining());
            return isWholeHead
                    ? Optional.of(new McapRecord.Chunk(start, end, size, crc, compression, in.bytes(present)))
                    : Optional.empty();
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether a record of this length that reaches over the end of its file was cut off there: it is a Chunk or an
     * Attachment, and the length of what it holds, if that is there, agrees with its own.
     */
    static boolean isCutOff(int opcode, ByteBuffer content, long length) {
        try {
            RecordDecoder in = new RecordDecoder(content, false);
            return switch (opcode) {
                case Opcodes.CHUNK -> content.remaining() < CHUNK_HEAD || in.isCutChunk(length);
                case Opcodes.ATTACHMENT -> in.isCutAttachment(length);
                default -> false;
            };
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isCutChunk(long length) {
        in.position(in.position() + 3 * Long.BYTES + Integer.BYTES);
        string();
        return u64() == length - in.position();
    }

    private boolean isCutAttachment(long length) {
        in.position(in.position() + 2 * Long.BYTES);
        string();
        string();
        return u64() == length - in.position() - Integer.BYTES;
    }

    /** Returns whether this content can be decoded as a message index. */
    static boolean isMessageIndex(ByteBuffer content) {
        int head = Short.BYTES + Integer.BYTES;
        if (content.remaining() < head) {
            return false;
        }
        long entries = content.getInt(content.position() + Short.BYTES) & 0xFFFF_FFFFL;
        return entries % (2 * Long.BYTES) == 0 && entries <= content.remaining() - head;
    }

    private McapRecord record(int opcode, long offset) throws McapException {
        return switch (opcode) {
            case Opcodes.HEADER -> new McapRecord.Header(string(), string());
            case Opcodes.FOOTER -> new McapRecord.Footer(u64(), u64(), u32());
            case Opcodes.SCHEMA -> new McapRecord.Schema(u16(), string(), string(), bytes(u32()));
            case Opcodes.CHANNEL -> new McapRecord.Channel(u16(), u16(), string(), string(), strings());
            case Opcodes.MESSAGE -> new McapRecord.Message(u16(), u32(), u64(), u64(), in.slice());
            case Opcodes.CHUNK -> new McapRecord.Chunk(u64(), u64(), u64(), u32(), string(), bytes(u64()));
            case Opcodes.MESSAGE_INDEX -> new McapRecord.MessageIndex(u16(), entries());
            case Opcodes.CHUNK_INDEX -> chunkIndex();
            case Opcodes.ATTACHMENT -> attachment(offset);
            case Opcodes.ATTACHMENT_INDEX ->
                new McapRecord.AttachmentIndex(u64(), u64(), u64(), u64(), u64(), string(), string());
            case Opcodes.STATISTICS ->
                new McapRecord.Statistics(u64(), u16(), u32(), u32(), u32(), u32(), u64(), u64(), numbers());
            case Opcodes.METADATA -> new McapRecord.Metadata(string(), strings());
            case Opcodes.METADATA_INDEX -> new McapRecord.MetadataIndex(u64(), u64(), string());
            case Opcodes.SUMMARY_OFFSET -> new McapRecord.SummaryOffset(u8(), u64(), u64());
            case Opcodes.DATA_END -> new McapRecord.DataEnd(u32());
            default -> new McapRecord.Unknown(opcode, in.slice());
        };
    }

    private McapRecord.ChunkIndex chunkIndex() {
        return new McapRecord.ChunkIndex(u64(), u64(), u64(), u64(), numbers(), u64(), string(), u64(), u64());
    }

    private McapRecord.Attachment attachment(long offset) throws McapException {
        McapRecord.Attachment attachment = new McapRecord.Attachment(u64(), u64(), string(), string(), bytes(u64()));
        ByteBuffer covered = in.duplicate().flip();
        long claimed = u32();
        if (checkCrc && claimed != 0) {
            CRC32 crc = new CRC32();
            crc.update(covered);
            if (crc.getValue() != claimed) {
                throw McapExceptions.crc("Attachment at offset " + offset, claimed, crc.getValue());
            }
        }
        return attachment;
    }

    private int u8() {
        return in.get() & 0xFF;
    }

    private int u16() {
        return in.getShort() & 0xFFFF;
    }

    private long u32() {
        return in.getInt() & 0xFFFF_FFFFL;
    }

    private long u64() {
        return in.getLong();
    }

    private ByteBuffer bytes(long length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(
                    "a field of " + Long.toUnsignedString(length) + " bytes where only " + in.remaining() + " remain");
        }
        ByteBuffer bytes = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    private String string() {
        return StandardCharsets.UTF_8.decode(bytes(u32())).toString();
    }

    private Map<String, String> strings() {
        RecordDecoder entries = new RecordDecoder(bytes(u32()), checkCrc);
        Map<String, String> map = new LinkedHashMap<>();
        while (entries.in.hasRemaining()) {
            map.put(entries.string(), entries.string());
        }
        return map;
    }

    private Map<Integer, Long> numbers() {
        RecordDecoder entries = new RecordDecoder(bytes(u32()), checkCrc);
        Map<Integer, Long> map = new LinkedHashMap<>();
        while (entries.in.hasRemaining()) {
            map.put(entries.u16(), entries.u64());
        }
        return map;
    }

    private List<McapRecord.MessageIndex.Entry> entries() {
        RecordDecoder entries = new RecordDecoder(bytes(u32()), checkCrc);
        List<McapRecord.MessageIndex.Entry> list = new ArrayList<>();
        while (entries.in.hasRemaining()) {
            list.add(new McapRecord.MessageIndex.Entry(entries.u64(), entries.u64()));
        }
        return list;
    }
}
