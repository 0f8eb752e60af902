/** Shows live samples to viewers. Start at {@link dev.tally.sink.websocket.WebSocketSink}. */
@org.jspecify.annotations.NullMarked
module dev.tally.sink.websocket {
    requires static transitive org.jspecify;
    requires transitive dev.tally.sink;
    requires transitive dev.tally.foxglove;
    requires dev.tally.sink.encoding;

    exports dev.tally.sink.websocket;
}
