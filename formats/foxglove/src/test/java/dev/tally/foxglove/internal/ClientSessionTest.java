package dev.tally.foxglove.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.foxglove.ChannelDefinition;
import dev.tally.foxglove.ClientStatistics;
import dev.tally.foxglove.StatusLevel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSessionTest {
    private static final Duration STALL = Duration.ofSeconds(60);
    private final Hub hub = new Hub("test", "session 1", Map.of("k", "v\"\n"), limits(4, 1000, 8));
    private final FakeTransport wire = new FakeTransport();
    private ChannelFeed feed;
    private ClientSession client;

    private static ServerLimits limits(int dataMessages, int dataBytes, int controlMessages) {
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

    private void publish(long time, String payload) {
        hub.publish(feed, time, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
    }

    private void subscribe(long id, long channel) {
        client.onText("{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":" + id + ",\"channelId\":" + channel + "}]}");
    }

    private void assertStatus(int level, String words) throws Exception {
        JsonNode status = wire.nextJson();
        assertEquals("status", status.get("op").textValue());
        assertEquals(level, status.get("level").intValue());
        assertTrue(status.get("message").textValue().contains(words), status.toString());
    }

    // ---- greeting

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
    void thereIsNoRoomForOneMoreThanTheLimit() {
        assertTrue(hub.join(new FakeTransport()).isPresent());
        assertTrue(hub.join(new FakeTransport()).isPresent());
        assertTrue(hub.join(new FakeTransport()).isEmpty());
        hub.leave(client);
        assertTrue(hub.join(new FakeTransport()).isPresent());
        assertEquals(1, hub.statistics().refused());
    }

    // ---- channels that come and go

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

    // ---- data

    @Test
    void messageDataIsThisToTheByte() throws Exception {
        subscribe(30, 1);
        publish(1234, "ab");

        FakeTransport.Sent data = wire.next();
        assertFalse(data.isText());
        assertArrayEquals(HexFormat.of().parseHex("011e000000d2040000000000006162"), data.bytes());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL})
    void everySubscriptionIdOf32BitsWorks(long id) throws Exception {
        subscribe(id, 1);
        publish(1, "x");

        assertEquals(id, wire.next().subscriptionId());
    }

    @Test
    void clientsWithDifferentIdsGetEachTheirOwn() throws Exception {
        FakeTransport other = new FakeTransport();
        ClientSession second = hub.join(other).orElseThrow();
        other.next();
        other.next();
        subscribe(7, 1);
        second.onText("{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":8,\"channelId\":1}]}");
        for (int i = 0; i < 3; i++) {
            publish(i, "x" + i);
            FakeTransport.Sent one = wire.next();
            FakeTransport.Sent two = other.next();
            assertEquals(7, one.subscriptionId());
            assertEquals(8, two.subscriptionId());
            assertEquals("x" + i, one.payload());
            assertEquals("x" + i, two.payload());
            assertEquals(i, two.logTime());
        }
    }

    @Test
    void subscribingBringsTheLastMessage() throws Exception {
        publish(1, "old");
        publish(2, "new");
        subscribe(0, 1);

        assertEquals("new", wire.next().payload());
        publish(3, "next");
        assertEquals("next", wire.next().payload());
    }

    @Test
    void afterUnsubscribingNothingComesAndTheIdIsFree() throws Exception {
        ChannelFeed other = hub.add(ChannelDefinition.json("/u", "U", "{}"));
        wire.next();
        subscribe(0, 1);
        publish(1, "first");
        wire.next();
        wire.stall();
        publish(2, "on its way");
        wire.next();
        publish(3, "must not arrive under the new channel's id");
        client.onText("{\"op\":\"unsubscribe\",\"subscriptionIds\":[0]}");
        publish(4, "nor this");
        subscribe(0, other.id());
        hub.publish(other, 5, ByteBuffer.wrap(new byte[] {'u'}));
        wire.proceed();

        assertEquals("u", wire.next().payload());
        assertFalse(feed.hasSubscribers());
    }

    @Test
    void aChannelThatIsRemovedEndsItsSubscriptions() throws Exception {
        subscribe(0, 1);
        hub.remove(feed);
        hub.remove(feed);
        publish(1, "nowhere");
        assertEquals("[1]", wire.nextJson().get("channelIds").toString());

        ChannelFeed next = hub.add(ChannelDefinition.json("/t", "T", "{}"));
        assertEquals(2, wire.nextJson().get("channels").get(0).get("id").intValue());
        subscribe(0, next.id());
        hub.publish(next, 1, ByteBuffer.wrap(new byte[] {'n'}));
        assertEquals("n", wire.next().payload());
    }

    // ---- the table of bad input

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | Invalid JSON",
                "'' | Invalid JSON",
                "{\"op\":\"subscribe\" | Invalid JSON",
                "[1] | Invalid message",
                "{\"op\":5} | Invalid message",
                "{} | Invalid message",
                "{\"op\":\"dance\"} | Unknown operation: dance",
                "{\"op\":\"subscribe\"} | Invalid subscribe",
                "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":-1,\"channelId\":1}]} | Invalid subscribe",
                "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":4294967296,\"channelId\":1}]} | Invalid subscribe",
                "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":0.5,\"channelId\":1}]} | Invalid subscribe",
                "{\"op\":\"subscribe\",\"subscriptions\":[null]} | Invalid subscribe",
                "{\"op\":\"unsubscribe\",\"subscriptionIds\":7} | Invalid unsubscribe",
                "{\"op\":\"unsubscribe\",\"subscriptionIds\":[\"0\"]} | Invalid unsubscribe",
                "{\"op\":\"advertise\",\"channels\":[]} | clientPublish",
                "{\"op\":\"unadvertise\",\"channelIds\":[]} | clientPublish",
                "{\"op\":\"getParameters\"} | parameters",
                "{\"op\":\"setParameters\"} | parameters",
                "{\"op\":\"subscribeParameterUpdates\"} | parametersSubscribe",
                "{\"op\":\"unsubscribeParameterUpdates\"} | parametersSubscribe",
                "{\"op\":\"subscribeConnectionGraph\"} | connectionGraph",
                "{\"op\":\"unsubscribeConnectionGraph\"} | connectionGraph",
                "{\"op\":\"fetchAsset\",\"uri\":\"package://x\"} | assets"
            })
    void badTextIsAnsweredAndTheClientStays(String text, String words) throws Exception {
        client.onText(text);

        assertStatus(StatusLevel.ERROR.ordinal(), words);
        assertStillServed();
    }

    @ParameterizedTest
    @CsvSource({
        "01, too few",
        "0100000000, clientPublish",
        "02000000, too few",
        "02000000000000000000000000, services",
        "03, too few",
        "04, Unknown binary opcode: 4",
        "ff00, Unknown binary opcode: 255"
    })
    void badBinaryIsAnsweredAndTheClientStays(String hex, String words) throws Exception {
        client.onBinary(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));

        assertStatus(StatusLevel.ERROR.ordinal(), words);
        assertStillServed();
    }

    @Test
    void anEmptyBinaryFrameIsIgnored() throws Exception {
        client.onBinary(ByteBuffer.allocate(0));

        assertStillServed();
    }

    @Test
    void anUnknownChannelIsAnErrorAndTheRestIsDone() throws Exception {
        client.onText(
                "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":5,\"channelId\":99},{\"id\":6,\"channelId\":1}]}");
        assertStatus(StatusLevel.ERROR.ordinal(), "99");
        publish(1, "x");

        assertEquals(6, wire.next().subscriptionId());
    }

    @Test
    void thousandsOfUnknownChannelsInOneRequestAreFewErrors() throws Exception {
        FakeTransport roomy = new FakeTransport();
        Hub usual = new Hub("test", "s", Map.of(), limits(4, 1000, 20));
        try {
            ClientSession viewer = usual.join(roomy).orElseThrow();
            roomy.next();
            viewer.onText("{\"op\":\"subscribe\",\"subscriptions\":["
                    + IntStream.range(0, 5000)
                            .mapToObj(i -> "{\"id\":" + i + ",\"channelId\":" + (i + 7) + "}")
                            .collect(Collectors.joining(","))
                    + "]}");
            for (int i = 0; i < 10; i++) {
                assertTrue(roomy.nextJson().get("message").textValue().startsWith("Unknown channel"));
            }
            assertTrue(roomy.nextJson().get("message").textValue().startsWith("4990 more subscriptions"));
            assertTrue(roomy.closedWith.isEmpty());
        } finally {
            usual.close();
        }
    }

    @Test
    void aChannelSubscribedTwiceIsAWarning() throws Exception {
        subscribe(1, 1);
        subscribe(2, 1);
        assertStatus(StatusLevel.WARNING.ordinal(), "Already subscribed");
        publish(1, "x");

        assertEquals(1, wire.next().subscriptionId());
        wire.assertNothingMore();
    }

    @Test
    void aSubscriptionIdUsedTwiceIsAnError() throws Exception {
        ChannelFeed other = hub.add(ChannelDefinition.json("/u", "U", "{}"));
        wire.next();
        subscribe(1, 1);
        subscribe(1, other.id());
        assertStatus(StatusLevel.ERROR.ordinal(), "in use");

        assertFalse(other.hasSubscribers());
    }

    @Test
    void unsubscribingWhatIsUnknownIsSilent() throws Exception {
        client.onText("{\"op\":\"unsubscribe\",\"subscriptionIds\":[1,2,3]}");

        assertStillServed();
    }

    private void assertStillServed() throws Exception {
        subscribe(77, 1);
        publish(1, "x");
        assertEquals(77, wire.next().subscriptionId());
        assertEquals(0, wire.aborts.get());
        assertTrue(wire.closedWith.isEmpty());
    }

    // ---- slow clients

    @Test
    void oneSendIsInFlight() throws Exception {
        subscribe(0, 1);
        wire.stall();
        publish(1, "a");
        wire.next();
        publish(2, "b");
        publish(3, "c");

        assertEquals(1, wire.unanswered.size());
        wire.assertNothingMore();
        wire.proceed();
        assertEquals("b", wire.next().payload());
        assertEquals("c", wire.next().payload());
    }

    @Test
    void aFullQueueDropsTheOldestAndCountsIt() throws Exception {
        subscribe(0, 1);
        wire.stall();
        publish(0, "in flight");
        wire.next();
        for (int i = 1; i <= 10; i++) {
            publish(i, "m" + i);
        }

        ClientStatistics now = hub.statistics().clients().get(0);
        assertEquals(6, now.droppedMessages());
        assertEquals(6 * (13 + 2), now.droppedBytes());
        assertEquals(4, now.queuedMessages());
        wire.proceed();
        for (int i = 7; i <= 10; i++) {
            assertEquals("m" + i, wire.next().payload());
        }
    }

    @Test
    void bytesAreBoundedTooAndAMessageThatCanNeverFitIsDropped() throws Exception {
        subscribe(0, 1);
        wire.stall();
        publish(0, "in flight");
        wire.next();
        publish(1, "x".repeat(500));
        publish(2, "y".repeat(500));
        publish(3, "z".repeat(5000));

        ClientStatistics now = hub.statistics().clients().get(0);
        assertEquals(2, now.droppedMessages());
        assertEquals(1, now.queuedMessages());
        assertEquals(513, now.queuedBytes());
        wire.proceed();
        assertEquals("y".repeat(500), wire.next().payload());
    }

    @Test
    void aMessageThatCanNeverFitIsNotTheClientsFault() throws Exception {
        subscribe(0, 1);
        String log = logOf(() -> {
            publish(1, "z".repeat(5000));
            publish(2, "may leave before the sender writes the log");
            wire.next();
            publish(3, "leaves after that");
            return wire.next();
        });

        assertTrue(log.contains("a message of 5013 bytes on /t is sent to no client"), log);
        assertTrue(log.contains("1000 bytes"), log);
        assertFalse(log.contains("too slow"), log);
    }

    @Test
    void whatAClientMissedIsSaidWhenItLeaves() throws Exception {
        subscribe(0, 1);
        publish(1, "z".repeat(5000));
        assertTrue(logOf(Executors.callable(() -> hub.leave(client)))
                .contains("disconnected (1 messages, 5013 bytes dropped); 0 left"));
        ClientSession another = hub.join(new FakeTransport()).orElseThrow();
        assertTrue(logOf(Executors.callable(() -> hub.leave(another))).contains("disconnected; 0 left"));
    }

    /** What is logged while something is done. */
    private String logOf(Callable<?> action) throws Exception {
        PrintStream usual = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            action.call();
        } finally {
            System.setErr(usual);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aStalledClientCostsTheOthersNothing() throws Exception {
        FakeTransport quick = new FakeTransport();
        ClientSession other = hub.join(quick).orElseThrow();
        quick.next();
        quick.next();
        other.onText("{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":0,\"channelId\":1}]}");
        subscribe(0, 1);
        wire.stall();
        for (int i = 0; i < 1000; i++) {
            publish(i, "m");
            assertEquals(i, quick.next().logTime());
        }

        assertEquals(0, hub.statistics().clients().get(1).droppedMessages());
        assertTrue(hub.statistics().clients().get(0).droppedMessages() > 900);
    }

    @Test
    void aFullControlQueueEndsTheSessionWithAWord() throws Exception {
        wire.stall();
        hub.status(StatusLevel.INFO, "in flight", null);
        wire.next();
        for (int i = 0; i < 9; i++) {
            client.onText("nonsense");
        }
        wire.proceed();

        assertStatus(StatusLevel.ERROR.ordinal(), "disconnecting");
        assertEquals(1008, wire.closedWith.poll(5, TimeUnit.SECONDS));
        wire.assertNothingMore();
    }

    @Test
    void whoTakesNothingForTheStallTimeoutIsCutOff() throws Exception {
        wire.stall();
        hub.status(StatusLevel.INFO, "in flight", null);
        FakeTransport.Timer timer = wire.timers.poll(5, TimeUnit.SECONDS);

        assertEquals(STALL, timer.delay());
        timer.action().run();
        assertEquals(1, wire.aborts.get());
    }

    @Test
    void whoTakesItInTimeIsNot() throws Exception {
        wire.stall();
        hub.status(StatusLevel.INFO, "in flight", null);
        wire.next();
        FakeTransport.Timer timer = wire.timers.poll(5, TimeUnit.SECONDS);
        wire.timers.add(timer);
        wire.proceed();

        assertTrue(wire.timers.isEmpty());
    }

    @Test
    void closingSendsWhatWaitsThenSaysGoodbye() throws Exception {
        subscribe(0, 1);
        wire.stall();
        publish(1, "a");
        wire.next();
        publish(2, "b");
        client.close(ClientSession.GOING_AWAY, "bye");
        publish(3, "too late");
        assertTrue(wire.closedWith.isEmpty());
        wire.proceed();

        assertEquals("b", wire.next().payload());
        assertEquals(1001, wire.closedWith.poll(5, TimeUnit.SECONDS));
        wire.assertNothingMore();
    }

    @Test
    void whatAClientDroppedStaysInTheTotalsWhenItIsGone() throws Exception {
        subscribe(0, 1);
        publish(0, "sent");
        wire.next();
        wire.stall();
        publish(0, "in flight");
        wire.next();
        for (int i = 0; i < 10; i++) {
            publish(i, "m");
        }
        hub.leave(client);
        hub.leave(client);

        assertEquals(6, hub.statistics().droppedMessages());
        assertEquals(1, hub.statistics().sentMessages());
        assertEquals(12, hub.statistics().published());
        assertTrue(hub.statistics().clients().isEmpty());
        assertFalse(feed.hasSubscribers());
    }
}
