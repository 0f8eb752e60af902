package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.UnsupportedMcapException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Reads the records of a chunk one after the other. */
public final class ChunkRecords implements AutoCloseable {
    private final Decompression decompression;
    private ByteBuffer records = ByteBuffer.allocate(0);
    private long chunkOffset;
    private int recordOffset;

    /**
     * Creates a reader without a chunk.
     *
     * @param limit the most bytes that a chunk may have uncompressed
     */
    public ChunkRecords(long limit, boolean checkCrc) {
        this.decompression = new Decompression(limit, checkCrc);
    }

    /**
     * Begins with the first record of a chunk, and returns its uncompressed records.
     *
     * @param offset where the chunk begins in the file, for errors
     * @throws McapException if the chunk is damaged or cannot be decompressed
     */
    public ByteBuffer open(McapRecord.Chunk chunk, long offset) throws McapException {
        return begin(decompression.records(chunk, offset), offset);
    }

    /** Begins with the first record of a chunk that was cut off, and returns the uncompressed bytes that are there. */
    ByteBuffer openFirst(McapRecord.Chunk chunk, long offset) throws UnsupportedMcapException {
        return begin(decompression.firstRecords(chunk), offset);
    }

    private ByteBuffer begin(ByteBuffer uncompressed, long offset) {
        records = uncompressed.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        chunkOffset = offset;
        return uncompressed;
    }

    /**
     * Returns the next record; empty after the last.
     *
     * @throws McapException if the record is damaged
     */
    public Optional<McapRecord> next() throws McapException {
        if (!records.hasRemaining()) {
            return Optional.empty();
        }
        recordOffset = records.position();
        if (records.remaining() < Opcodes.PREFIX) {
            throw damaged("its last record has no length");
        }
        int opcode = records.get() & 0xFF;
        long length = records.getLong();
        if (length < 0 || length > records.remaining()) {
            throw damaged("a " + Opcodes.name(opcode) + " record claims " + Long.toUnsignedString(length)
                    + " bytes where only " + records.remaining() + " remain");
        }
        if (opcode == Opcodes.MESSAGE && length >= Opcodes.MESSAGE_HEAD) {
            return Optional.of(message((int) length));
        }
        requireAllowed(opcode);
        ByteBuffer content = records.slice(records.position(), (int) length);
        records.position(records.position() + (int) length);
        return Optional.of(RecordDecoder.decode(opcode, content, chunkOffset, false));
    }

    /** Decodes a message, of which most records in a chunk are, without a copy of its content. */
    private McapRecord.Message message(int length) {
        int at = records.position();
        records.position(at + length);
        return new McapRecord.Message(
                records.getShort(at) & 0xFFFF,
                records.getInt(at + 2) & 0xFFFF_FFFFL,
                records.getLong(at + 6),
                records.getLong(at + 14),
                records.slice(at + Opcodes.MESSAGE_HEAD, length - Opcodes.MESSAGE_HEAD));
    }

    private void requireAllowed(int opcode) throws McapException {
        boolean isChunkContent = opcode >= Opcodes.SCHEMA && opcode <= Opcodes.MESSAGE;
        boolean isKnown = opcode <= Opcodes.DATA_END;
        if (isKnown && !isChunkContent) {
            throw damaged("a " + Opcodes.name(opcode) + " record cannot be in it");
        }
    }

    private McapException damaged(String why) {
        return new McapException(
                "Chunk at offset " + chunkOffset + " is damaged at its byte " + recordOffset + ": " + why);
    }

    /** Returns where the last record begins in the uncompressed records. */
    public int recordOffset() {
        return recordOffset;
    }

    /** Returns where the next record begins in the uncompressed records. */
    int position() {
        return records.position();
    }

    @Override
    public void close() {
        decompression.close();
    }
}
