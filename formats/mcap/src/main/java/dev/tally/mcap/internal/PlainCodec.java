package dev.tally.mcap.internal;

import java.io.InputStream;

/** No compression. */
final class PlainCodec implements Codec {

    @Override
    public void compress(byte[] source, int length, RecordBuffer target) {
        target.put(source, 0, length);
    }

    @Override
    public InputStream decompress(InputStream compressed) {
        return compressed;
    }

    @Override
    public void close() {}
}
