package dev.tally.mcap.internal;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Takes the records out of chunks that may be hostile: what a chunk claims about its size is not believed before the
 * bytes are there.
 */
public final class Decompression implements AutoCloseable {
    private static final int FIRST_GUESS = 1 << 16;

    private final long limit;
    private final boolean checkCrc;
    private Codec codec = new PlainCodec();
    private Compression current = Compression.NONE;

    /** @param limit the most bytes that a chunk may have uncompressed */
    public Decompression(long limit, boolean checkCrc) {
        this.limit = Math.min(limit, Limits.RECORD);
        this.checkCrc = checkCrc;
    }

    /**
     * The uncompressed records.
     *
     * @throws McapException if they are not what the chunk says
     */
    public ByteBuffer records(McapRecord.Chunk chunk, long offset) throws McapException {
        long size = chunk.uncompressedSize();
        if (size < 0 || size > limit) {
            throw new McapException("Chunk at offset " + offset + " claims " + Long.toUnsignedString(size)
                    + " bytes uncompressed, the recordLimit is " + limit);
        }
        ByteBuffer records = expand(chunk, offset);
        if (records.remaining() != size) {
            throw new McapException("Chunk at offset " + offset + " claims " + size + " bytes uncompressed, but has "
                    + records.remaining());
        }
        if (checkCrc) {
            check(chunk, records, offset);
        }
        return records;
    }

    private ByteBuffer expand(McapRecord.Chunk chunk, long offset) throws McapException {
        Compression compression = Compression.named(chunk.compression());
        if (compression == Compression.NONE) {
            return chunk.records();
        }
        use(compression);
        byte[] compressed = new byte[chunk.records().remaining()];
        chunk.records().get(compressed);
        try (InputStream in = codec.decompress(new ByteArrayInputStream(compressed))) {
            return read(in, chunk.uncompressedSize());
        } catch (IOException
                | RuntimeException e) { // the libraries throw both for bytes that they cannot make sense of
            throw new McapException("Chunk at offset " + offset + " cannot be decompressed: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer read(InputStream in, long size) throws IOException {
        byte[] bytes = new byte[(int) Math.min(size + 1, FIRST_GUESS)]; // one more, to see what is too much
        int filled = 0;
        for (int n = in.read(bytes, filled, bytes.length - filled);
                n > 0;
                n = in.read(bytes, filled, bytes.length - filled)) {
            filled += n;
            if (filled > size) {
                break;
            }
            if (filled == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(size + 1, 2L * bytes.length));
            }
        }
        return ByteBuffer.wrap(bytes, 0, filled);
    }

    private void use(Compression compression) throws McapException {
        if (current != compression) {
            codec.close();
            codec = Codec.of(compression, 0);
            current = compression;
        }
    }

    private static void check(McapRecord.Chunk chunk, ByteBuffer records, long offset) throws McapException {
        if (chunk.uncompressedCrc() == 0) {
            return;
        }
        CRC32 crc = new CRC32();
        crc.update(records.duplicate());
        if (crc.getValue() != chunk.uncompressedCrc()) {
            throw McapExceptions.crc("Chunk at offset " + offset, chunk.uncompressedCrc(), crc.getValue());
        }
    }

    @Override
    public void close() {
        codec.close();
    }
}
