package dev.tally.foxglove.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.foxglove.ChannelDefinition;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a client sends, the server answers or ignores it, and goes on. */
class HostileInputProperties {
    @Property(tries = 500)
    void anyRequestsLeaveTheServerWorking(@ForAll("requests") List<Object> requests) throws Exception {
        Hub hub = new Hub(
                "test", "s", Map.of(), new ServerLimits(9, 9, 100, 10_000, 200, 100_000, 10_000, Duration.ofHours(1)));
        try {
            ChannelFeed feed = hub.add(ChannelDefinition.json("/t", "T", "{}"));
            hub.add(ChannelDefinition.json("/u", "U", "{}"));
            ClientSession hostile = hub.join(new FakeTransport()).orElseThrow();
            requests.forEach(request -> {
                if (request instanceof String text) {
                    hostile.onText(text);
                } else {
                    hostile.onBinary(ByteBuffer.wrap((byte[]) request));
                }
            });
            assertServes(hub, feed);
            hub.leave(hostile);
            assertEquals(1, hub.statistics().clients().size());
        } finally {
            hub.close();
        }
    }

    private static void assertServes(Hub hub, ChannelFeed feed) throws InterruptedException {
        FakeTransport wire = new FakeTransport();
        ClientSession honest = hub.join(wire).orElseThrow();
        wire.next();
        wire.next();
        honest.onText("{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":3,\"channelId\":1}]}");
        hub.publish(feed, 1, ByteBuffer.wrap(new byte[] {'x'}));
        assertEquals("x", wire.next().payload());
    }

    @Provide
    Arbitrary<List<Object>> requests() {
        Arbitrary<Object> garbage = Arbitraries.strings().map(text -> text);
        Arbitrary<Object> binary =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(30).map(bytes -> bytes);
        Arbitrary<Object> mutated = Arbitraries.of(
                        "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":0,\"channelId\":1},{\"id\":1,\"channelId\":2}]}",
                        "{\"op\":\"unsubscribe\",\"subscriptionIds\":[0,1]}",
                        "{\"op\":\"getParameters\",\"parameterNames\":[],\"id\":\"x\"}",
                        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")
                .flatMap(text -> Arbitraries.integers()
                        .between(0, text.length() - 1)
                        .flatMap(at -> Arbitraries.of(
                                text,
                                text.substring(at),
                                text.substring(0, at),
                                text.substring(0, at) + "9" + text.substring(at))));
        return Arbitraries.oneOf(garbage, binary, mutated).list().ofMaxSize(40);
    }
}
