package dev.tally.mcap.internal;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapException;
import dev.tally.mcap.UnsupportedMcapException;
import java.io.IOException;
import java.io.InputStream;

/**
 * One way to compress the records of a chunk. The two libraries are each named in one class only, so that neither is
 * looked for before a file needs it.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
public interface Codec extends AutoCloseable {

    /**
     * Puts the compressed form of the first bytes of the source into the target, which was cleared.
     *
     * @throws IOException if the library failed
     */
    void compress(byte[] source, int length, RecordBuffer target) throws IOException;

    /** The uncompressed form as a stream. */
    InputStream decompress(InputStream compressed) throws IOException;

    @Override
    void close();

    /**
     * @param level the library's own number, 0 for its default
     * @throws McapException naming the library that is absent
     */
    static Codec of(Compression compression, int level) throws McapException {
        try {
            return switch (compression) {
                case NONE -> new PlainCodec();
                case LZ4 -> new Lz4Codec();
                case ZSTD -> new ZstdCodec(level);
            };
        } catch (LinkageError e) {
            throw new UnsupportedMcapException(missing(compression), e);
        }
    }

    private static String missing(Compression compression) {
        String library = compression == Compression.LZ4 ? "at.yawk.lz4:lz4-java" : "com.github.luben:zstd-jni";
        return "chunks compressed with " + compression.wireName() + " need the library " + library
                + ", which is not there or does not load; add it to the class path or choose another compression";
    }
}
