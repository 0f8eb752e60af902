package dev.tally.foxglove.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.foxglove.ChannelDefinition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A hub with one channel and one connected client, which has read its greeting: what the tests of sessions begin with.
 */
class OneClient {
    static final Duration STALL = Duration.ofSeconds(60);
    final Hub hub = new Hub("test", "session 1", Map.of("k", "v\"\n"), limits(4, 1000, 8));
    final FakeTransport wire = new FakeTransport();
    ChannelFeed feed;
    ClientSession client;

    static ServerLimits limits(int dataMessages, int dataBytes, int controlMessages) {
        return new ServerLimits(3, 3, dataMessages, dataBytes, controlMessages, 100_000, 10_000, STALL);
    }

    @BeforeEach
    void connect() throws Exception {
        feed = hub.add(ChannelDefinition.json("/t", "T", "{\"type\":\"object\"}"));
        client = hub.join(wire).orElseThrow();
        assertEquals("serverInfo", wire.nextJson().get("op").textValue());
        assertEquals("advertise", wire.nextJson().get("op").textValue());
    }

    @AfterEach
    void close() {
        hub.close();
    }

    void publish(long time, String payload) {
        hub.publish(feed, time, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
    }

    void subscribe(long id, long channel) {
        client.onText("{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":" + id + ",\"channelId\":" + channel + "}]}");
    }

    void assertStatus(int level, String words) throws Exception {
        JsonNode status = wire.nextJson();
        assertEquals("status", status.get("op").textValue());
        assertEquals(level, status.get("level").intValue());
        assertTrue(status.get("message").textValue().contains(words), status.toString());
    }

    void assertStillServed() throws Exception {
        subscribe(77, 1);
        publish(1, "x");
        assertEquals(77, wire.next().subscriptionId());
        assertEquals(0, wire.aborts.get());
        assertTrue(wire.closedWith.isEmpty());
    }
}
