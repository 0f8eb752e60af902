package dev.tally.sink.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.foxglove.FoxgloveServer;
import dev.tally.foxglove.FoxgloveServerBuilder;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.LiveSample;
import dev.tally.testkit.fixtures.NpmClient;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of live sample, as the official client sees it. */
class WebSocketSinkIT {
    private static final Counts COUNTS = Counts.of(count -> count.ordinal() + 1).with(Count.GAPS, Long.MAX_VALUE);
    private static final List<LiveSample> ONE_OF_EACH = List.of(
            new LiveSample.Position(1_700_000_000_123_456_789L, -3, 4),
            new LiveSample.Scroll(2, 0, -1, 30, -120),
            new LiveSample.MouseActivity(3, 12.5, true),
            new LiveSample.KeyboardActivity(4, 212, false),
            new LiveSample.Clicks(5, 1, 2, 3, 4),
            new LiveSample.Devices(6, 2, 1),
            new LiveSample.Gap(7, 9),
            new LiveSample.Delivery(8, "http “ä𝄞” \"x\"\n", COUNTS, COUNTS, Counts.NONE, Counts.NONE),
            new LiveSample.Publication(9, "mcap", 10, 7, 2, 1));

    private static FoxgloveServerBuilder server() {
        return FoxgloveServer.named("test").bind("127.0.0.1", 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foxglove.websocket.v1",
                "foxglove.sdk.v1",
                "foxglove.websocket.v1,foxglove.sdk.v1",
                "other.v9,foxglove.sdk.v1"
            })
    void everyTopicArrivesValidOnEitherSubprotocol(String offered) throws Exception {
        try (FoxgloveServer server = server().start();
                WebSocketSink sink = WebSocketSink.on(server).open();
                NpmClient client = NpmClient.connect(server.address(), "--protocol", offered)) {
            String agreed = offered.contains("sdk") ? "foxglove.sdk.v1" : "foxglove.websocket.v1";
            assertEquals(agreed, client.await("open").get("protocol").textValue());
            JsonNode info = client.await("serverInfo").get("info");
            assertEquals("test", info.get("name").textValue());
            assertEquals(0, info.get("capabilities").size());
            assertFalse(info.get("sessionId").textValue().isEmpty());
            client.await("advertise");
            ONE_OF_EACH.forEach(sink::publish);

            Set<String> topics = new HashSet<>();
            while (topics.size() < ONE_OF_EACH.size()) {
                JsonNode message = client.await("message");
                assertEquals("[]", message.get("faults").toString(), message.toString());
                topics.add(message.get("topic").textValue());
            }
            JsonNode position = ofTopic(client, "/mouse/position");
            assertEquals("1700000000123456789", position.get("time").textValue());
            assertEquals("{\"x\":-3,\"y\":4}", position.get("data").toString());
            assertEquals(
                    "http “ä𝄞” \"x\"\n",
                    ofTopic(client, "/tally/ledger").get("data").get("sink").textValue());
            assertTrue(client.seen().stream()
                    .noneMatch(e -> e.get("event").textValue().equals("error")));
        }
    }

    private static JsonNode ofTopic(NpmClient client, String topic) {
        return client.seen().stream()
                .filter(event -> event.get("event").textValue().equals("message"))
                .filter(event -> event.get("topic").textValue().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTopicThatIsLeftOutIsNeitherAdvertisedNorSent() throws Exception {
        try (FoxgloveServer server = server().start();
                WebSocketSink sink =
                        WebSocketSink.on(server).without("/mouse/position").open();
                NpmClient client = NpmClient.connect(server.address())) {
            assertFalse(client.await("advertise").toString().contains("/mouse/position"));
            ONE_OF_EACH.forEach(sink::publish);
            client.await("message", event -> event.get("topic").textValue().equals("/tally/ledger"));
            assertFalse(client.seen().toString().contains("/mouse/position"));
        }
    }
}
