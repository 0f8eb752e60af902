package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The records inside of a chunk, one after the other. */
public final class ChunkRecords implements AutoCloseable {
    private final Decompression decompression;
    private ByteBuffer records = ByteBuffer.allocate(0);
    private long chunkOffset;
    private int recordOffset;

    public ChunkRecords(long limit, boolean checkCrc) {
        this.decompression = new Decompression(limit, checkCrc);
    }

    /** Goes into this chunk. */
    public void open(McapRecord.Chunk chunk, long offset) throws McapException {
        records = decompression.records(chunk, offset).slice().order(ByteOrder.LITTLE_ENDIAN);
        chunkOffset = offset;
    }

    /** The next record; empty behind the last. */
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
        requireAllowed(opcode);
        ByteBuffer content = records.slice(records.position(), (int) length);
        records.position(records.position() + (int) length);
        return Optional.of(RecordDecoder.decode(opcode, content, chunkOffset, false));
    }

    private void requireAllowed(int opcode) throws McapException {
        boolean placed = opcode >= Opcodes.SCHEMA && opcode <= Opcodes.MESSAGE;
        boolean known = opcode <= Opcodes.DATA_END;
        if (known && !placed) {
            throw damaged("a " + Opcodes.name(opcode) + " record cannot be in it");
        }
    }

    private McapException damaged(String why) {
        return new McapException(
                "Chunk at offset " + chunkOffset + " is damaged at its byte " + recordOffset + ": " + why);
    }

    /** Where the last record stands in the uncompressed records. */
    public int recordOffset() {
        return recordOffset;
    }

    @Override
    public void close() {
        decompression.close();
    }
}
