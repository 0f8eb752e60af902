package dev.tally.mcap.internal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;

/** Compresses into one Zstandard frame for each chunk. */
final class ZstdCodec implements Codec {
    private final ZstdCompressCtx context = new ZstdCompressCtx();

    ZstdCodec(int level) {
        context.setLevel(level == 0 ? Zstd.defaultCompressionLevel() : level);
    }

    @Override
    public void compress(byte[] source, int length, RecordBuffer target) {
        byte[] bytes = target.withFree(Math.toIntExact(Zstd.compressBound(length)));
        int from = target.size();
        target.advance(context.compressByteArray(bytes, from, bytes.length - from, source, 0, length));
    }

    @Override
    public String wireName() {
        return "zstd";
    }

    @Override
    public void close() {
        context.close();
    }
}
