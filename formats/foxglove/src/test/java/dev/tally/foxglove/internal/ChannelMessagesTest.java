package dev.tally.foxglove.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tally.foxglove.ChannelDefinition;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of channels reach their subscribers, each with its own id and once. */
class ChannelMessagesTest extends OneClient {
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
}
