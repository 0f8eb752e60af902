package dev.tally.mcap.internal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;

/** One Zstandard frame for each chunk. */
final class ZstdCodec implements Codec {
    private final ZstdCompressCtx context = new ZstdCompressCtx();

    ZstdCodec(int level) {
        context.setLevel(level == 0 ? Zstd.defaultCompressionLevel() : level);
    }

    @Override
    public void compress(byte[] source, int length, RecordBuffer target) {
        int bound = Math.toIntExact(Zstd.compressBound(length));
        byte[] room = target.room(bound);
        int from = target.size();
        target.advance(context.compressByteArray(room, from, room.length - from, source, 0, length));
    }

    @Override
    public InputStream decompress(InputStream compressed) throws IOException {
        return new ZstdInputStreamNoFinalizer(compressed);
    }

    @Override
    public void close() {
        context.close();
    }
}
