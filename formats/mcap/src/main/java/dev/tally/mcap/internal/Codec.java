package dev.tally.mcap.internal;

import dev.tally.mcap.UnsupportedMcapException;
import java.io.IOException;

/**
 * Compresses the records of a chunk. Each of the two libraries is named in classes of its own, so that neither is
 * looked for before a file needs it.
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

    /** Returns the name of the compression in a file, empty for none. */
    String wireName();

    @Override
    void close();

    /**
     * Returns the codec of a compression.
     *
     * @param wireName the name of the compression in a file, empty for none
     * @param level the library's own number, 0 for its default
     * @throws UnsupportedMcapException if the library is absent, which it names, or if there is no such compression
     */
    static Codec named(String wireName, int level) throws UnsupportedMcapException {
        return switch (wireName) {
            case "" -> new PlainCodec();
            case "lz4" -> lz4();
            case "zstd" -> zstd(level);
            default ->
                throw new UnsupportedMcapException(
                        "compression \"" + wireName + "\" is unknown; lz4, zstd and none can be written");
        };
    }

    /** Returns the codec of a compression, or one that only copies if that one cannot be had here. */
    static Codec ifAvailable(String wireName) {
        try {
            return named(wireName, 0);
        } catch (UnsupportedMcapException isNotHere) {
            return new PlainCodec();
        }
    }

    private static Codec lz4() throws UnsupportedMcapException {
        try {
            return new Lz4Codec();
        } catch (LinkageError e) {
            throw missing("lz4", "at.yawk.lz4:lz4-java", e);
        }
    }

    private static Codec zstd(int level) throws UnsupportedMcapException {
        try {
            return new ZstdCodec(level);
        } catch (LinkageError e) {
            throw missingZstd(e);
        }
    }

    /** Returns the exception that says that the library of Zstandard is absent. */
    static UnsupportedMcapException missingZstd(LinkageError cause) {
        return missing("zstd", "com.github.luben:zstd-jni", cause);
    }

    private static UnsupportedMcapException missing(String compression, String library, LinkageError cause) {
        return new UnsupportedMcapException(
                "chunks compressed with " + compression + " need the library " + library
                        + ", which is not there or does not load; add it to the class path or choose another"
                        + " compression",
                cause);
    }
}
