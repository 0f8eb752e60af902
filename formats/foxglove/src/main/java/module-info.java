/** A server of the Foxglove WebSocket protocol. A library of its own: it needs nothing else of Tally. */
@org.jspecify.annotations.NullMarked
module dev.tally.foxglove {
    requires static transitive org.jspecify;
    requires org.eclipse.jetty.websocket.core.server;
    requires org.eclipse.jetty.server;
    requires org.slf4j;
    requires jdk.net;

    exports dev.tally.foxglove;
}
