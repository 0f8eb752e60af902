/** A server of the Foxglove WebSocket protocol that can be embedded, and the sink of live samples on top of it. */
@org.jspecify.annotations.NullMarked
module dev.tally.sink.websocket {
    requires static transitive org.jspecify;
    requires transitive dev.tally.sink;
    requires dev.tally.sink.encoding;
    requires org.eclipse.jetty.websocket.core.server;
    requires org.eclipse.jetty.server;
    requires org.slf4j;
    requires jdk.net;

    exports dev.tally.sink.websocket;
}
