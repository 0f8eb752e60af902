/** Delivers intervals by HTTP POST. Start at {@link dev.tally.sink.http.HttpSink}. */
@org.jspecify.annotations.NullMarked
module dev.tally.sink.http {
    requires static transitive org.jspecify;
    requires transitive dev.tally.sink;
    requires dev.tally.sink.encoding;
    requires java.net.http;

    exports dev.tally.sink.http;
}
