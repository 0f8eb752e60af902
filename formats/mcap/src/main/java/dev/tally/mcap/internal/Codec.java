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

    @Override
    void close();

    /** Returns a codec that only copies. */
    static Codec plain() {
        return new PlainCodec();
    }

    /**
     * Returns a codec that writes LZ4 frames.
     *
     * @throws UnsupportedMcapException naming the library, if it is absent
     */
    static Codec lz4() throws UnsupportedMcapException {
        try {
            return new Lz4Codec();
        } catch (LinkageError e) {
            throw missing("lz4", "at.yawk.lz4:lz4-java", e);
        }
    }

    /**
     * Returns a codec that writes Zstandard frames.
     *
     * @param level the library's own number, 0 for its default
     * @throws UnsupportedMcapException naming the library, if it is absent
     */
    static Codec zstd(int level) throws UnsupportedMcapException {
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
