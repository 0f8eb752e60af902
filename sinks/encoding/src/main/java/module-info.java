/** The JSON that sinks send. Exported to Tally's own sinks only: its shape may change with them. */
@SuppressWarnings("module") // the sinks that it is exported to are built after it
@org.jspecify.annotations.NullMarked
module dev.tally.sink.encoding {
    requires static transitive org.jspecify;
    requires transitive dev.tally.sink;

    exports dev.tally.sink.encoding to
            dev.tally.sink.activitywatch,
            dev.tally.sink.http,
            dev.tally.sink.sqlite,
            dev.tally.sink.websocket,
            dev.tally.sink.mcap,
            dev.tally.sink.mcap.s3;
}
