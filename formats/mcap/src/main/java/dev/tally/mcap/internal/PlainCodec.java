package dev.tally.mcap.internal;

/** Copies the records as they are. */
final class PlainCodec implements Codec {

    @Override
    public void compress(byte[] source, int length, RecordBuffer target) {
        target.put(source, 0, length);
    }

    @Override
    public String wireName() {
        return "";
    }

    @Override
    public void close() {}
}
