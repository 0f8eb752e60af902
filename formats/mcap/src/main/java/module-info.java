/** Writes, reads and repairs MCAP files. This library needs nothing else of Tally. */
@SuppressWarnings("module") // the sink that shares the file handling is compiled after this module
@org.jspecify.annotations.NullMarked
module dev.tally.mcap {
    requires static transitive org.jspecify;
    // Needed only to write LZ4, and to read and write Zstandard.
    requires static org.lz4.java;
    requires static com.github.luben.zstd_jni;

    exports dev.tally.mcap;
    exports dev.tally.mcap.internal.files to
            dev.tally.sink.mcap;
}
