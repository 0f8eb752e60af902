package dev.tally.sink.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.foxglove.FoxgloveServer;
import dev.tally.sink.LiveSample;
import dev.tally.sink.SampleLedger;
import dev.tally.testkit.fixtures.Eventually;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ledger of samples says what became of each copy for a viewer. */
class SampleCountsTest {
    private static final int SAMPLES = 300_000;
    private static final String SUBSCRIBE_TO_ALL =
            "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":0,\"channelId\":1},"
                    + "{\"id\":1,\"channelId\":2},{\"id\":2,\"channelId\":3},{\"id\":3,\"channelId\":4},{\"id\":4,\"channelId\":5}]}";

    private static SampleLedger ledger(WebSocketSink sink) {
        return sink.samples().orElseThrow();
    }

    private static WebSocket viewer(FoxgloveServer server) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("foxglove.sdk.v1")
                .buildAsync(server.address(), new WebSocket.Listener() {})
                .join();
    }

    @Test
    void aSampleIsPublishedOnceForEachViewerThatSubscribes() throws Exception {
        try (FoxgloveServer server =
                        FoxgloveServer.named("test").bind("127.0.0.1", 0).start();
                WebSocketSink sink = WebSocketSink.on(server).open()) {
            sink.publish(new LiveSample.Gap(1, 1));
            assertEquals(new SampleLedger(sink.name(), 0, 0, 0, Map.of()), ledger(sink));
            WebSocket first = viewer(server);
            WebSocket second = viewer(server);
            first.sendText(SUBSCRIBE_TO_ALL, true).join();
            second.sendText(SUBSCRIBE_TO_ALL, true).join();
            Eventually.isTrue(
                    "both have subscribed",
                    () -> server.statistics().clients().stream()
                                    .filter(client -> client.subscriptions() == 5)
                                    .count()
                            == 2);
            for (int i = 0; i < 3; i++) {
                sink.publish(new LiveSample.Position(i, i, i));
            }
            Eventually.isTrue("all is delivered", () -> ledger(sink).delivered() == 6);
            assertEquals(new SampleLedger(sink.name(), 6, 6, 0, Map.of()), ledger(sink));
            first.abort();
            second.abort();
        }
    }

    @Test
    void aSampleThatFitsIntoNoQueueIsLost() throws Exception {
        try (FoxgloveServer server = FoxgloveServer.named("test")
                        .bind("127.0.0.1", 0)
                        .clientQueue(10, 20)
                        .start();
                WebSocketSink sink = WebSocketSink.on(server).open()) {
            WebSocket viewer = viewer(server);
            viewer.sendText(SUBSCRIBE_TO_ALL, true).join();
            Eventually.isTrue(
                    "it has subscribed",
                    () -> server.statistics().clients().stream().anyMatch(client -> client.subscriptions() == 5));
            sink.publish(new LiveSample.Position(1, 100, 100));
            assertEquals(new SampleLedger(sink.name(), 1, 0, 0, Map.of("viewer too slow", 1L)), ledger(sink));
            viewer.abort();
        }
    }

    /** However far it had read: what a viewer has not taken when it goes is lost, and nothing is in no count. */
    @Test
    void nothingIsUnaccountedForWhenAViewerThatReadsNothingGoes() throws Exception {
        try (FoxgloveServer server =
                        FoxgloveServer.named("test").bind("127.0.0.1", 0).start();
                WebSocketSink sink = WebSocketSink.on(server).open()) {
            WebSocket viewer = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .subprotocols("foxglove.sdk.v1")
                    .buildAsync(server.address(), new ReadsNothing())
                    .join();
            viewer.sendText(SUBSCRIBE_TO_ALL, true).join();
            Eventually.isTrue(
                    "it has subscribed",
                    () -> server.statistics().clients().stream().anyMatch(client -> client.subscriptions() == 5));
            for (int i = 0; i < SAMPLES; i++) {
                sink.publish(new LiveSample.Position(i, Integer.MIN_VALUE, Integer.MIN_VALUE));
            }
            assertEquals(0, ledger(sink).unaccounted(), ledger(sink)::toString);
            viewer.abort();
            Eventually.isTrue("it has gone", () -> server.statistics().clients().isEmpty());
            SampleLedger last = ledger(sink);
            assertEquals(SAMPLES, last.published());
            assertEquals(0, last.pending());
            assertEquals(0, last.unaccounted(), last::toString);
        }
    }

    private static final class ReadsNothing implements WebSocket.Listener {
        @Override
        public void onOpen(WebSocket socket) {}
    }
}
