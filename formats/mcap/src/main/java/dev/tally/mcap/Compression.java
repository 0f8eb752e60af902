package dev.tally.mcap;

import dev.tally.mcap.internal.Codec;

/** How the records of a chunk are compressed. */
public enum Compression {
    /** Not at all: needs no library and leaves the file readable to the eye. */
    NONE(""),
    /** LZ4 frames: fast. Needs {@code at.yawk.lz4:lz4-java} at run time. */
    LZ4("lz4"),
    /** Zstandard: small. Needs {@code com.github.luben:zstd-jni} at run time. */
    ZSTD("zstd");

    private final String wireName;

    Compression(String wireName) {
        this.wireName = wireName;
    }

    /** What a file says: empty for none. */
    public String wireName() {
        return wireName;
    }

    /**
     * Checks that the library for this compression is on the class path.
     *
     * @throws McapException naming the library that is absent
     */
    public void require() throws McapException {
        Codec.of(this, 0).close();
    }

    /**
     * The compression that a file names.
     *
     * @throws UnsupportedMcapException if the name is none of these
     */
    public static Compression named(String wireName) throws McapException {
        for (Compression compression : values()) {
            if (compression.wireName.equals(wireName)) {
                return compression;
            }
        }
        throw new UnsupportedMcapException(
                "compression \"" + wireName + "\" is unknown; lz4, zstd and none can be read");
    }
}
