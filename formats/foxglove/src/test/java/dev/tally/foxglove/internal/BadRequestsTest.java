package dev.tally.foxglove.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.foxglove.ChannelDefinition;
import dev.tally.foxglove.StatusLevel;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are malformed or not supported are answered, and the client stays. */
class BadRequestsTest extends OneClient {
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
}
