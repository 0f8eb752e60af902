/** MCAP files: a writer, a reader and a repair. A library of its own: it needs nothing else of Tally. */
@SuppressWarnings("module") // the sink that shares the file handling is built after it
@org.jspecify.annotations.NullMarked
module dev.tally.mcap {
    requires static transitive org.jspecify;
    // Needed only by who reads or writes chunks compressed with it.
    requires static org.lz4.java;
    requires static com.github.luben.zstd_jni;

    exports dev.tally.mcap;
    exports dev.tally.mcap.internal.files to
            dev.tally.sink.mcap;
}
