package dev.tally.mcap.internal;

import dev.tally.mcap.Compression;
import dev.tally.mcap.UnsupportedMcapException;
import java.io.IOException;

/**
 * Compresses the records of a chunk. Each of the two libraries is named in classes of its own, so that neither is looked for
 * before a file needs it.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
public interface Codec extends AutoCloseable {

    /**
     * Puts the compressed form of the first bytes of the source into the target.
     *
     * @throws IOException if the library failed
     */
    void compress(byte[] source, int length, RecordBuffer target) throws IOException;

    @Override
    void close();

    /**
     * Returns a codec that compresses.
     *
     * @param level the library's own number, 0 for its default
     * @throws UnsupportedMcapException naming the library that is absent
     */
    static Codec of(Compression compression, int level) throws UnsupportedMcapException {
        try {
            return switch (compression) {
                case NONE -> new PlainCodec();
                case LZ4 -> new Lz4Codec();
                case ZSTD -> new ZstdCodec(level);
            };
        } catch (LinkageError e) {
            throw missing(compression, e);
        }
    }

    /** Says which library is absent. */
    static UnsupportedMcapException missing(Compression compression, LinkageError cause) {
        String library = compression == Compression.LZ4 ? "at.yawk.lz4:lz4-java" : "com.github.luben:zstd-jni";
        return new UnsupportedMcapException(
                "chunks compressed with " + compression.wireName() + " need the library " + library
                        + ", which is not there or does not load; add it to the class path or choose another compression",
                cause);
    }
}
