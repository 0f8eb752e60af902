package dev.tally.mcap;

import dev.tally.mcap.internal.Codec;
import java.util.List;

/** The ways in which the records of a chunk can be compressed. */
public enum Compression {
    /** No compression: needs no library, and the messages stay legible in the file. */
    NONE(""),
    /** LZ4 frames: fast. Writing needs {@code at.yawk.lz4:lz4-java} at run time, reading needs nothing. */
    LZ4("lz4"),
    /** Zstandard: small. Writing and reading need {@code com.github.luben:zstd-jni} at run time. */
    ZSTD("zstd");

    private final String wireName;

    Compression(String wireName) {
        this.wireName = wireName;
    }

    /** {@return the name of this compression in a file: empty for none} */
    public String wireName() {
        return wireName;
    }

    /**
     * Checks that the library with which this compression is written is on the class path.
     *
     * @throws UnsupportedMcapException naming the library that is absent
     */
    public void require() throws UnsupportedMcapException {
        codec(0).close();
    }

    /**
     * Returns the compression that makes the smallest files with the libraries that are there.
     *
     * @return Zstandard, else LZ4, else none
     */
    public static Compression smallest() {
        for (Compression compression : List.of(ZSTD, LZ4)) {
            try {
                compression.require();
                return compression;
            } catch (UnsupportedMcapException isAbsent) {
                // The next one may be there.
            }
        }
        return NONE;
    }

    /**
     * Returns the compression that a file names.
     *
     * @param wireName the name in the file, empty for none
     * @return the compression
     * @throws UnsupportedMcapException if no compression has this name
     */
    public static Compression named(String wireName) throws UnsupportedMcapException {
        for (Compression compression : values()) {
            if (compression.wireName.equals(wireName)) {
                return compression;
            }
        }
        throw new UnsupportedMcapException(
                "compression \"" + wireName + "\" is unknown; lz4, zstd and none can be read");
    }

    /**
     * Returns a codec that compresses.
     *
     * @param level the library's own number, 0 for its default
     */
    Codec codec(int level) throws UnsupportedMcapException {
        return Codec.named(wireName, level);
    }
}
