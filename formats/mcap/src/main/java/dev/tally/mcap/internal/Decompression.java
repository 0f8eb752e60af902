package dev.tally.mcap.internal;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.UnsupportedMcapException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records out of chunks that may be hostile: what a chunk claims about its size is not believed before the
 * bytes are there.
 */
public final class Decompression implements AutoCloseable {
    /** No compression makes more than this of one byte: a Zstandard block of 128 KiB has at least four. */
    private static final long LARGEST_RATIO = 1 << 15;

    private static final int FIRST_GUESS = 1 << 16;
    private static final int USUAL_RATIO = 8;

    private final long limit;
    private final boolean checkCrc;
    private @Nullable ZstdDecoder zstd;

    /** @param limit the most bytes that a chunk may have uncompressed */
    public Decompression(long limit, boolean checkCrc) {
        this.limit = Math.min(limit, Limits.RECORD);
        this.checkCrc = checkCrc;
    }

    /**
     * Returns the uncompressed records of a whole chunk.
     *
     * @throws UnsupportedMcapException if they cannot be decompressed here
     * @throws McapException if they are not what the chunk says
     */
    public ByteBuffer records(McapRecord.Chunk chunk, long offset) throws McapException {
        Compression compression = Compression.named(chunk.compression());
        ByteBuffer records =
                compression == Compression.NONE ? chunk.records() : decompressed(chunk, compression, offset);
        if (records.remaining() != chunk.uncompressedSize()) {
            throw new McapException("Chunk at offset " + offset + " claims "
                    + Long.toUnsignedString(chunk.uncompressedSize()) + " bytes uncompressed, but has "
                    + records.remaining());
        }
        requireWithinLimit(chunk, offset);
        if (checkCrc) {
            check(chunk, records, offset);
        }
        return records;
    }

    private ByteBuffer decompressed(McapRecord.Chunk chunk, Compression compression, long offset) throws McapException {
        requireWithinLimit(chunk, offset);
        byte[] source = bytes(chunk.records());
        int most = (int) chunk.uncompressedSize();
        RecordBuffer target = targetFor(source, most);
        try {
            decompress(compression, source, target, most);
        } catch (UnsupportedMcapException e) {
            throw new UnsupportedMcapException("Chunk at offset " + offset + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) { // the library throws both for bytes that it cannot make sense of
            throw new McapException("Chunk at offset " + offset + " cannot be decompressed: " + e.getMessage(), e);
        }
        return ByteBuffer.wrap(target.bytes(), 0, target.size());
    }

    /**
     * Returns the first of the uncompressed records of a chunk that was cut off: as many bytes as can be read. No CRC
     * is checked.
     *
     * @throws UnsupportedMcapException if they cannot be decompressed here
     */
    ByteBuffer firstRecords(McapRecord.Chunk chunk) throws UnsupportedMcapException {
        Compression compression = Compression.named(chunk.compression());
        if (compression == Compression.NONE) {
            return chunk.records();
        }
        byte[] source = bytes(chunk.records());
        int most = (int) Math.min(limit, chunk.uncompressedSize());
        RecordBuffer target = targetFor(source, most);
        try {
            decompress(compression, source, target, most);
        } catch (UnsupportedMcapException e) {
            throw e;
        } catch (IOException | RuntimeException cutOff) {
            // What came before is in the target.
        }
        return ByteBuffer.wrap(target.bytes(), 0, target.size());
    }

    private void requireWithinLimit(McapRecord.Chunk chunk, long offset) throws McapException {
        long size = chunk.uncompressedSize();
        if (size >= 0 && size <= limit) {
            return;
        }
        String claim = "Chunk at offset " + offset + " claims " + Long.toUnsignedString(size)
                + " bytes uncompressed, the recordLimit is " + limit;
        if (size < 0 || size > chunk.records().remaining() * LARGEST_RATIO) {
            throw new McapException(claim);
        }
        throw new UnsupportedMcapException(claim);
    }

    private static byte[] bytes(ByteBuffer compressed) {
        byte[] bytes = new byte[compressed.remaining()];
        compressed.get(bytes);
        return bytes;
    }

    private static RecordBuffer targetFor(byte[] compressed, int most) {
        long likely = Math.max(FIRST_GUESS, (long) USUAL_RATIO * compressed.length);
        return new RecordBuffer((int) Math.max(0, Math.min(most, likely)), most);
    }

    private void decompress(Compression compression, byte[] source, RecordBuffer target, int most) throws IOException {
        if (compression == Compression.LZ4) {
            new Lz4FrameDecoder(source, source.length, target, most).decode();
        } else {
            zstd().decode(source, source.length, target, most);
        }
    }

    private ZstdDecoder zstd() throws UnsupportedMcapException {
        if (zstd == null) {
            try {
                zstd = new ZstdDecoder();
            } catch (LinkageError e) {
                throw Codec.missingZstd(e);
            }
        }
        return zstd;
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
        if (zstd != null) {
            zstd.close();
        }
    }
}
