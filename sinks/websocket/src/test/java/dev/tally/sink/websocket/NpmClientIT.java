package dev.tally.sink.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.sink.Counts;
import dev.tally.sink.LiveSample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official client, and what it makes of this server. */
class NpmClientIT {
    private static final Counts COUNTS = new Counts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, Long.MAX_VALUE);
    private static final List<LiveSample> ONE_OF_EACH = List.of(
            new LiveSample.Position(1_700_000_000_123_456_789L, -3, 4),
            new LiveSample.Scroll(2, 0, -1, 30, -120),
            new LiveSample.MouseActivity(3, 12.5, true),
            new LiveSample.KeyboardActivity(4, 212, false),
            new LiveSample.Clicks(5, 1, 2, 3, 4),
            new LiveSample.Devices(6, 2, 1),
            new LiveSample.Gap(7, 9),
            new LiveSample.Delivery(8, "http “ä𝄞” \"x\"\n", COUNTS, COUNTS, Counts.NONE, Counts.NONE));

    private static FoxgloveServer.Builder server() {
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
                WebSocketSink sink = WebSocketSink.on(server).build();
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
    void whoComesLateGetsTheLastMessageAtOnce() throws Exception {
        try (FoxgloveServer server = server().start()) {
            Channel channel = server.addChannel(ChannelDefinition.json("/t", "T", "{\"type\":\"object\"}"));
            server.publish(channel, 1, "{\"n\":1}".getBytes(StandardCharsets.UTF_8));
            server.publish(channel, 2, "{\"n\":2}".getBytes(StandardCharsets.UTF_8));
            try (NpmClient client = NpmClient.connect(server.address())) {
                JsonNode first = client.await("message");
                assertEquals("{\"n\":2}", first.get("data").toString());
                assertEquals("2", first.get("time").textValue());
            }
        }
    }

    @Test
    void aTopicThatIsLeftOutIsNeitherAdvertisedNorSent() throws Exception {
        try (FoxgloveServer server = server().start();
                WebSocketSink sink =
                        WebSocketSink.on(server).without("/mouse/position").build();
                NpmClient client = NpmClient.connect(server.address())) {
            assertFalse(client.await("advertise").toString().contains("/mouse/position"));
            ONE_OF_EACH.forEach(sink::publish);
            client.await("message", event -> event.get("topic").textValue().equals("/tally/ledger"));
            assertFalse(client.seen().toString().contains("/mouse/position"));
        }
    }

    @Test
    void moreThanAHundredChannelsAreAdvertisedInSeveralMessages() throws Exception {
        try (FoxgloveServer server = server().start()) {
            for (int i = 0; i < 250; i++) {
                server.addChannel(ChannelDefinition.json("/t" + i, "T", "{\"type\":\"object\"}"));
            }
            try (NpmClient client = NpmClient.connect(server.address())) {
                assertEquals(100, client.await("advertise").get("topics").size());
                assertEquals(100, client.await("advertise").get("topics").size());
                assertEquals(50, client.await("advertise").get("topics").size());
            }
        }
    }

    @Test
    void aChannelThatComesAndGoesIsToldOf() throws Exception {
        try (FoxgloveServer server = server().start();
                NpmClient client = NpmClient.connect(server.address())) {
            client.await("serverInfo");
            Channel channel = server.addChannel(ChannelDefinition.json("/late", "T", "{\"type\":\"object\"}"));
            assertEquals("[\"/late\"]", client.await("advertise").get("topics").toString());
            server.removeChannel(channel);
            assertEquals(
                    "[" + channel.id() + "]",
                    client.await("unadvertise").get("channelIds").toString());
            Channel again = server.addChannel(ChannelDefinition.json("/late", "T", "{\"type\":\"object\"}"));
            assertTrue(again.id() > channel.id(), "an id was used again");
        }
    }

    @Test
    void aStatusIsShown() throws Exception {
        try (FoxgloveServer server = server().start();
                NpmClient client = NpmClient.connect(server.address())) {
            client.await("serverInfo");
            server.status(StatusLevel.WARNING, "disk full", "disk");
            assertEquals(
                    "{\"op\":\"status\",\"level\":1,\"message\":\"disk full\",\"id\":\"disk\"}",
                    client.await("status").get("status").toString());
        }
    }

    @Test
    void atTheEndTheServerSaysGoodbye() throws Exception {
        FoxgloveServer server = server().start();
        try (NpmClient client = NpmClient.connect(server.address())) {
            client.await("serverInfo");
            long start = System.nanoTime();
            server.close();
            assertTrue(System.nanoTime() - start < 2_000_000_000L, "close took longer than 2 s");
            assertEquals(1001, client.await("close").get("code").intValue());
        } finally {
            server.close();
        }
    }

    @Test
    void compressionIsOffUntilAskedFor() throws Exception {
        try (FoxgloveServer plain = server().start();
                FoxgloveServer packed = server().compression(true).start();
                NpmClient one = NpmClient.connect(plain.address());
                NpmClient two = NpmClient.connect(packed.address())) {
            assertEquals("", one.await("open").get("extensions").textValue());
            assertTrue(two.await("open").get("extensions").textValue().startsWith("permessage-deflate"));
            Channel channel = packed.addChannel(ChannelDefinition.json("/t", "T", "{\"type\":\"object\"}"));
            String large = "{\"a\":\"" + "x".repeat(100_000) + "\"}";
            packed.publish(channel, 2, large.getBytes(StandardCharsets.UTF_8));
            assertEquals(large, two.await("message").get("data").toString());
        }
    }

    @Test
    void overTlsWithATokenItIsTheSame(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.in(directory);
        try (FoxgloveServer server = server().tls(Tls.keyStore(certificate.keyStore(), certificate.passwordFile()))
                        .token("open sesame")
                        .start();
                WebSocketSink sink = WebSocketSink.on(server).build();
                NpmClient stranger = NpmClient.connect(server.address(), "--ca", certificate.pem());
                NpmClient friend = NpmClient.connect(
                        server.address(), "--ca", certificate.pem(), "--header", "Authorization: Bearer open sesame")) {
            assertTrue(server.address().toString().startsWith("wss://"));
            assertEquals(401, stranger.await("refused").get("status").intValue());
            friend.await("advertise");
            sink.publish(ONE_OF_EACH.get(0));
            assertEquals("[]", friend.await("message").get("faults").toString());
        }
    }
}
