package dev.tally.foxglove;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Bytes and frames of every kind, on a real socket: afterwards the server serves as before and no client is left over.
 */
class HostileFramesProperties {
    private static FoxgloveServer server;
    private static Channel channel;

    /** A frame with this first byte, or bytes that may be no frame. */
    record Piece(boolean isFrame, int firstByte, byte[] bytes) {}

    @BeforeContainer
    static void start() throws IOException {
        server = FoxgloveServer.named("test")
                .bind("127.0.0.1", 0)
                .maxInboundBytes(500)
                .start();
        channel = server.addChannel(ChannelDefinition.json("/t", "T", "{}"));
        server.publish(channel, 1, "last".getBytes(StandardCharsets.UTF_8));
    }

    @AfterContainer
    static void stop() {
        server.close();
    }

    @Property(tries = 300)
    void noFramesKillTheServer(@ForAll("pieces") List<Piece> pieces) throws IOException {
        try (RawClient hostile = RawClient.join(server.port())) {
            for (Piece piece : pieces) {
                if (piece.isFrame()) {
                    hostile.send(piece.firstByte(), piece.bytes());
                } else {
                    hostile.raw(piece.bytes());
                }
            }
        } catch (java.net.SocketException e) {
            // The server has hung up on it, as it may.
        }
        assertServes();
    }

    @Property(tries = 2000)
    void noRequestsKillTheServer(@ForAll("requests") byte[] request) throws IOException {
        try (RawClient hostile = RawClient.open(server.port())) {
            hostile.raw(request);
        }
        assertServes();
    }

    private static void assertServes() throws IOException {
        try (RawClient honest = RawClient.join(server.port())) {
            honest.subscribe(5, channel.id());
            RawClient.Frame data = honest.await(RawClient.BINARY);
            assertEquals("last", new String(data.payload(), 13, 4, StandardCharsets.UTF_8));
        }
        Eventually.isTrue(
                "every client has gone", () -> server.statistics().clients().isEmpty());
    }

    @Provide
    Arbitrary<List<Piece>> pieces() {
        Arbitrary<byte[]> bytes = Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300),
                Arbitraries.of(
                                "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":1,\"channelId\":1}]}",
                                "{\"op\":1}",
                                "[")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
        Arbitrary<Piece> frames = Combinators.combine(
                        Arbitraries.oneOf(
                                Arbitraries.of(0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x88, 0x89, 0x8A),
                                Arbitraries.integers().between(0, 255)),
                        bytes)
                .as((first, payload) -> new Piece(true, first, payload));
        Arbitrary<Piece> garbage = bytes.map(raw -> new Piece(false, 0, raw));
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(5, frames), net.jqwik.api.Tuple.of(1, garbage))
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<byte[]> requests() {
        String proper = "GET /?token=%41 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + RawClient.SDK
                + "\r\n\r\n";
        Arbitrary<byte[]> mutated = Combinators.combine(
                        Arbitraries.integers().between(0, proper.length() - 1), Arbitraries.bytes())
                .as((at, replacement) -> {
                    byte[] bytes = proper.getBytes(StandardCharsets.US_ASCII);
                    bytes[at] = replacement;
                    return bytes;
                });
        return Arbitraries.oneOf(
                mutated, Arbitraries.bytes().array(byte[].class).ofMaxSize(200));
    }
}
