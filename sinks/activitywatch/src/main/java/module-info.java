/**
 * Delivers intervals to an ActivityWatch server. Start at {@link dev.tally.sink.activitywatch.ActivityWatchSink}.
 */
@org.jspecify.annotations.NullMarked
module dev.tally.sink.activitywatch {
    requires static transitive org.jspecify;
    requires transitive dev.tally.sink;
    requires dev.tally.sink.encoding;
    requires java.net.http;

    exports dev.tally.sink.activitywatch;
}
