/** Records live samples into MCAP files. Start at {@link dev.tally.sink.mcap.McapSink}. */
@org.jspecify.annotations.NullMarked
module dev.tally.sink.mcap {
    requires static transitive org.jspecify;
    requires transitive dev.tally.sink;
    requires transitive dev.tally.mcap;
    requires dev.tally.sink.encoding;

    exports dev.tally.sink.mcap;
}
