package dev.tally.foxglove.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.foxglove.ChannelDefinition;
import dev.tally.foxglove.StatusLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a client is told of the server and of channels that come and go. */
class AnnouncementsTest extends OneClient {
    @Test
    void theGreetingIsThisToTheByte() throws Exception {
        FakeTransport another = new FakeTransport();
        hub.join(another);

        assertEquals(
                "{\"op\":\"serverInfo\",\"name\":\"test\",\"capabilities\":[],\"metadata\":{\"k\":\"v\\\"\\u000a\"},"
                        + "\"sessionId\":\"session 1\"}",
                new String(another.next().bytes(), StandardCharsets.UTF_8));
        assertEquals(
                "{\"op\":\"advertise\",\"channels\":[{\"id\":1,\"topic\":\"/t\",\"encoding\":\"json\","
                        + "\"schemaName\":\"T\",\"schema\":\"{\\\"type\\\":\\\"object\\\"}\","
                        + "\"schemaEncoding\":\"jsonschema\"}]}",
                new String(another.next().bytes(), StandardCharsets.UTF_8));
    }

    @Test
    void aChannelWithoutSchemaStillHasTheMember() throws Exception {
        hub.add(new ChannelDefinition("/raw", "protobuf", "", "", ""));

        JsonNode channel = wire.nextJson().get("channels").get(0);
        assertEquals("", channel.get("schema").textValue());
        assertFalse(channel.has("schemaEncoding"));
    }

    @Test
    void aSecondChannelOnATopicIsRefused() {
        ChannelDefinition same = ChannelDefinition.json("/t", "T2", "{}");

        String message = assertThrows(IllegalArgumentException.class, () -> hub.add(same))
                .getMessage();
        assertTrue(message.contains("/t"), message);
    }

    @Test
    void oneClientMoreThanTheLimitIsRefused() {
        assertTrue(hub.join(new FakeTransport()).isPresent());
        assertTrue(hub.join(new FakeTransport()).isPresent());
        assertTrue(hub.join(new FakeTransport()).isEmpty());
        hub.leave(client);
        assertTrue(hub.join(new FakeTransport()).isPresent());
        assertEquals(1, hub.statistics().refused());
    }

    private void whileNothingCanLeave(Runnable action) throws Exception {
        wire.stall();
        hub.status(StatusLevel.INFO, "in flight", null);
        wire.next();
        action.run();
        wire.proceed();
    }

    private List<ChannelFeed> add(int channels) {
        return IntStream.range(0, channels)
                .mapToObj(i -> hub.add(ChannelDefinition.json("/more/" + i, "T", "{}")))
                .toList();
    }

    @Test
    void channelsThatWaitToBeAdvertisedShareMessagesOfAHundred() throws Exception {
        whileNothingCanLeave(() -> add(250));

        for (int expected : new int[] {100, 100, 50}) {
            JsonNode message = wire.nextJson();
            assertEquals("advertise", message.get("op").textValue());
            assertEquals(expected, message.get("channels").size());
        }
        assertStillServed();
    }

    @Test
    void channelsThatHaveGoneShareMessagesOfAHundred() throws Exception {
        List<ChannelFeed> feeds = new ArrayList<>();
        whileNothingCanLeave(() -> feeds.addAll(add(250)));
        for (int i = 0; i < 3; i++) {
            wire.next();
        }
        whileNothingCanLeave(() -> feeds.forEach(hub::remove));

        for (int expected : new int[] {100, 100, 50}) {
            JsonNode message = wire.nextJson();
            assertEquals("unadvertise", message.get("op").textValue());
            assertEquals(expected, message.get("channelIds").size());
        }
        assertStillServed();
    }

    @Test
    void aChannelThatWentBeforeItWasAdvertisedIsNotMentioned() throws Exception {
        whileNothingCanLeave(() -> add(50).forEach(hub::remove));

        assertStillServed();
    }

    @Test
    void onATopicThatChangesHandsTheOldChannelGoesFirst() throws Exception {
        whileNothingCanLeave(() -> {
            add(1);
            hub.remove(feed);
            hub.add(ChannelDefinition.json("/t", "T2", "{}"));
        });

        assertEquals("[1]", wire.nextJson().get("channelIds").toString());
        assertEquals(2, wire.nextJson().get("channels").size());
    }
}
