/** MCAP files: a writer, a reader, repair, and a recorder of live samples. */
@org.jspecify.annotations.NullMarked
module dev.tally.sink.mcap {
    requires static transitive org.jspecify;
    requires transitive dev.tally.sink;
    requires dev.tally.sink.encoding;
    // Needed only by who reads or writes chunks compressed with it.
    requires static org.lz4.java;
    requires static com.github.luben.zstd_jni;

    exports dev.tally.sink.mcap;
}
