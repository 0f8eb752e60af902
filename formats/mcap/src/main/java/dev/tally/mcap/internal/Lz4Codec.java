package dev.tally.mcap.internal;

import java.io.IOException;
import java.io.OutputStream;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Compresses into LZ4 frames of independent 64 KiB blocks by the library's code that touches no memory outside its
 * arrays. Reading needs no library: {@link Lz4FrameDecoder}.
 */
final class Lz4Codec implements Codec {
    private final LZ4Compressor compressor = LZ4Factory.safeInstance().fastCompressor();
    private final XXHash32 checksum = XXHashFactory.safeInstance().hash32();

    @Override
    public void compress(byte[] source, int length, RecordBuffer target) throws IOException {
        try (OutputStream frame = new LZ4FrameOutputStream(
                new BufferStream(target),
                BLOCKSIZE.SIZE_64KB,
                -1L,
                compressor,
                checksum,
                FLG.Bits.BLOCK_INDEPENDENCE)) {
            frame.write(source, 0, length);
        }
    }

    @Override
    public String wireName() {
        return "lz4";
    }

    @Override
    public void close() {}

    private static final class BufferStream extends OutputStream {
        private final RecordBuffer target;

        BufferStream(RecordBuffer target) {
            this.target = target;
        }

        @Override
        public void write(int value) {
            target.u8(value);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            target.put(source, offset, length);
        }
    }
}
