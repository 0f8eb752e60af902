package dev.tally.foxglove;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoxgloveServerTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    private static FoxgloveServerBuilder builder() {
        return FoxgloveServer.named("test").bind("127.0.0.1", 0);
    }

    private FoxgloveServer start(FoxgloveServerBuilder builder) throws IOException {
        FoxgloveServer server = builder.start();
        open.add(0, server);
        return server;
    }

    private RawClient opened(FoxgloveServer server) throws IOException {
        RawClient client = RawClient.open(server.port());
        open.add(0, client);
        return client;
    }

    private RawClient joined(FoxgloveServer server) throws IOException {
        RawClient client = RawClient.join(server.port());
        open.add(0, client);
        assertTrue(client.read().text().startsWith("{\"op\":\"serverInfo\""));
        return client;
    }

    private RawClient.Answer answer(FoxgloveServer server, String path, String... headers) throws IOException {
        return opened(server).handshake(path, headers);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    @Test
    void aChannelOfAnotherServerIsNotTakenForOneOfOurs() throws IOException {
        FoxgloveServer server = start(builder());
        FoxgloveServer other = start(builder());
        ChannelDefinition definition = ChannelDefinition.json("/t", "T", "{}");
        server.addChannel(definition);
        server.removeChannel(other.addChannel(definition));
        RawClient client = joined(server);
        server.status(StatusLevel.INFO, "what comes next if there is no channel");
        assertTrue(client.read().text().startsWith("{\"op\":\"advertise\""));
    }

    @Test
    void asManyClientsAsAnIntCanCountAreLetIn() throws IOException {
        joined(start(builder().maxClients(Integer.MAX_VALUE)));
    }

    @Test
    void whatKeepsAServerFromStartingIsSaid() throws IOException {
        int taken = start(builder()).port();
        assertStartFails("Address already in use", builder().bind("127.0.0.1", taken));
        assertStartFails("no address is known for this name", builder().bind("nowhere.invalid", 0));
        Path absent = Path.of("absent");
        assertStartFails("password from absent", builder().tls(Tls.keyStore(absent, absent)));
    }

    private static void assertStartFails(String why, FoxgloveServerBuilder builder) {
        String said = assertThrows(IOException.class, builder::start).getMessage();
        assertTrue(said.contains(why), said);
    }

    @Test
    void thousandsOfChannelsMayComeInALoop() throws IOException {
        FoxgloveServer server = start(builder());
        RawClient client = joined(server);
        for (int i = 1; i <= 5000; i++) {
            server.addChannel(ChannelDefinition.json("/t" + i, "T", "{}"));
        }
        String text = "";
        while (!text.contains("\"/t5000\"")) {
            RawClient.Frame frame = client.read();
            text = frame.text();
            assertEquals(RawClient.TEXT, frame.opcode(), text);
        }
        assertEquals(1, server.statistics().clients().size());
    }

    // ---- handshake

    @Test
    void subprotocolsMayComeInOneHeaderOrSeveral() throws IOException {
        FoxgloveServer server = start(builder());
        String header = "Sec-WebSocket-Protocol: ";

        assertAgreed("foxglove.sdk.v1", answer(server, "/", header + "foxglove.websocket.v1 ,foxglove.sdk.v1"));
        assertAgreed(
                "foxglove.sdk.v1", answer(server, "/", header + "foxglove.websocket.v1", header + "foxglove.sdk.v1"));
        assertAgreed("foxglove.websocket.v1", answer(server, "/any/path", header + "x, foxglove.websocket.v1"));
    }

    private static void assertAgreed(String subprotocol, RawClient.Answer answer) {
        assertEquals(101, answer.status());
        assertTrue(answer.has("Sec-WebSocket-Protocol: " + subprotocol), answer.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Nothing: x",
                "Sec-WebSocket-Protocol: foxglove.sdk.v2",
                "Sec-WebSocket-Protocol: FOXGLOVE.SDK.V1",
                "Sec-WebSocket-Protocol: "
            })
    void otherSubprotocolsAreRefused(String header) throws IOException {
        FoxgloveServer server = start(builder());

        assertEquals(400, answer(server, "/", header).status());
        assertEquals(1, server.statistics().refused());
    }

    @Test
    void noExtensionIsAgreedBesidesCompressionWhereItIsAllowed() throws IOException {
        FoxgloveServer server = start(builder());
        FoxgloveServer compressing = start(builder().compression(true));
        for (String extension : List.of(
                "fragment;maxLength=1",
                "@identity",
                "identity",
                "@validation",
                "@frame-capture",
                "permessage-deflate")) {
            String offer = "Sec-WebSocket-Extensions: " + extension;
            assertNoExtension(answer(server, "/", RawClient.SDK, offer));
            if (!extension.equals("permessage-deflate")) {
                assertNoExtension(answer(compressing, "/", RawClient.SDK, offer));
            }
        }
        RawClient.Answer compressed =
                answer(compressing, "/", RawClient.SDK, "Sec-WebSocket-Extensions: fragment, permessage-deflate");
        assertTrue(compressed.has("Sec-WebSocket-Extensions: permessage-deflate"), compressed.toString());
    }

    private static void assertNoExtension(RawClient.Answer answer) {
        assertEquals(101, answer.status(), answer.toString());
        assertTrue(answer.has("Connection: Upgrade"), answer.toString());
        assertTrue(
                answer.headers().stream().noneMatch(header -> header.startsWith("sec-websocket-extensions")),
                answer.toString());
    }

    @Test
    void aRequestWithoutWebSocketIsToldWhatThisIs() throws IOException {
        FoxgloveServer server = start(builder());

        RawClient.Answer answer = opened(server).request(List.of("GET / HTTP/1.1", "Host: x"));
        assertEquals(426, answer.status());
        assertTrue(answer.has("Connection: close"), answer.toString());
    }

    @Test
    void onlyTheTokenOpens() throws IOException {
        FoxgloveServer server = start(builder().token("open sesame"));

        RawClient.Answer refused = answer(server, "/", RawClient.SDK);
        assertEquals(401, refused.status());
        assertTrue(refused.has("WWW-Authenticate: Bearer"), refused.toString());
        assertEquals(
                401,
                answer(server, "/", RawClient.SDK, "Authorization: Bearer open").status());
        assertEquals(
                401,
                answer(server, "/", RawClient.SDK, "Authorization: open sesame").status());
        assertEquals(401, answer(server, "/?token=open%20sesame", RawClient.SDK).status());
        String right = "Authorization: Bearer open sesame";
        assertEquals(401, answer(server, "/", RawClient.SDK, right, right).status());
        assertEquals(101, answer(server, "/", RawClient.SDK, right).status());
        assertEquals(
                101,
                answer(server, "/", RawClient.SDK, "authorization: bearer open sesame")
                        .status());
    }

    @Test
    void theTokenMayComeInTheAddressIfAllowed() throws IOException {
        FoxgloveServer server = start(builder().token("open sesame").tokenInUrl(true));

        assertEquals(101, answer(server, "/?token=open%20sesame", RawClient.SDK).status());
        assertEquals(401, answer(server, "/?token=close", RawClient.SDK).status());
        assertEquals(
                401,
                answer(server, "/?token=%FF&token=open%20sesame", RawClient.SDK).status());
        String wrong = "Authorization: Bearer wrong";
        assertEquals(
                401,
                answer(server, "/?token=open%20sesame", RawClient.SDK, wrong).status());
    }

    @Test
    void aPlusInTheTokenOfAnAddressIsAPlus() throws IOException {
        FoxgloveServer server = start(builder().token("a+b/c==&d").tokenInUrl(true));

        assertEquals(
                101, answer(server, "/?x=1&token=a+b/c==%26d", RawClient.SDK).status());
        assertEquals(
                101,
                answer(server, "/?token=a%2Bb%2Fc%3D%3D%26d&y", RawClient.SDK).status());
        assertEquals(401, answer(server, "/?token=a%20b/c==%26d", RawClient.SDK).status());
        assertEquals(401, answer(server, "/?xtoken=a+b/c==%26d", RawClient.SDK).status());
        assertEquals(401, answer(server, "/?token", RawClient.SDK).status());
    }

    @Test
    void aMalformedAddressIsTheClientsFault() throws IOException {
        assertEquals(400, answer(start(builder()), "/?a=%zz", RawClient.SDK).status());
    }

    @Test
    void aBlankTokenIsNoToken() {
        assertThrows(IllegalArgumentException.class, () -> builder().token(" "));
    }

    @Test
    void pagesOfOtherOriginsAreKeptOut() throws IOException {
        FoxgloveServer server = start(builder().origins(Set.of("https://app.foxglove.dev")));

        assertEquals(101, answer(server, "/", RawClient.SDK).status());
        assertEquals(
                101,
                answer(server, "/", RawClient.SDK, "Origin: https://app.foxglove.dev")
                        .status());
        assertEquals(
                403,
                answer(server, "/", RawClient.SDK, "Origin: https://evil.example")
                        .status());
        assertEquals(403, answer(server, "/", RawClient.SDK, "Origin: null").status());
    }

    @Test
    void theHundredAndFirstIsAskedToComeLater() throws IOException {
        FoxgloveServer server = start(builder().maxClientsPerAddress(100));
        List<RawClient> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add(joined(server));
        }

        RawClient.Answer answer = answer(server, "/", RawClient.SDK);
        assertEquals(503, answer.status());
        assertTrue(answer.has("Retry-After: 3"), answer.toString());
        hundred.get(50).send(RawClient.FIN | RawClient.CLOSE, new byte[0]);
        hundred.get(50).awaitEnd();
        Eventually.isTrue(
                "one client has gone", () -> server.statistics().clients().size() == 99);
        joined(server);
    }

    // ---- frames

    @Test
    void aPingIsAnswered() throws IOException {
        RawClient client = joined(start(builder()));
        client.send(RawClient.FIN | RawClient.PING, new byte[] {1, 2, 3});

        assertArrayEquals(new byte[] {1, 2, 3}, client.await(RawClient.PONG).payload());
    }

    @Test
    void aMessageMayComeInFragmentsWithPingsBetween() throws IOException {
        FoxgloveServer server = start(builder());
        Channel channel = server.addChannel(ChannelDefinition.json("/t", "T", "{}"));
        RawClient client = joined(server);
        byte[] text = "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":9,\"channelId\":1}]}"
                .getBytes(StandardCharsets.UTF_8);
        client.send(RawClient.TEXT, java.util.Arrays.copyOfRange(text, 0, 20));
        client.send(RawClient.FIN | RawClient.PING, new byte[0]);
        client.send(RawClient.CONTINUATION, new byte[0]);
        client.send(RawClient.FIN | RawClient.CONTINUATION, java.util.Arrays.copyOfRange(text, 20, text.length));
        Eventually.isTrue("the channel has a subscriber", channel::hasSubscribers);
    }

    @Test
    void largeMessagesArriveWhole() throws IOException {
        FoxgloveServer server = start(builder());
        Channel channel = server.addChannel(ChannelDefinition.json("/t", "T", "{}"));
        byte[] large = new byte[3_000_000];
        java.util.Arrays.fill(large, (byte) 'x');
        server.publish(channel, 1, large);
        RawClient client = joined(server);
        client.subscribe(0, channel.id());

        assertEquals(13 + large.length, client.await(RawClient.BINARY).payload().length);
    }

    @Test
    void aMessageThatIsTooLargeEndsTheConnection() throws IOException {
        FoxgloveServer server = start(builder().maxInboundBytes(1000));
        RawClient whole = joined(server);
        whole.send(RawClient.FIN | RawClient.TEXT, new byte[1001]);
        assertEquals(1009, whole.awaitEnd());

        RawClient inPieces = joined(server);
        inPieces.send(RawClient.BINARY, new byte[600]);
        inPieces.send(RawClient.CONTINUATION, new byte[600]);
        assertEquals(1009, inPieces.awaitEnd());
        Eventually.isTrue(
                "every client has gone", () -> server.statistics().clients().isEmpty());
    }

    @Test
    void textThatIsNotUtf8EndsTheConnection() throws IOException {
        RawClient client = joined(start(builder()));
        client.send(RawClient.FIN | RawClient.TEXT, new byte[] {(byte) 0xC3, 0x28});

        assertEquals(1007, client.awaitEnd());
    }

    @Test
    void framesAgainstTheRulesEndTheConnectionThoughTheClientHoldsOn() throws IOException {
        FoxgloveServer server = start(builder());
        byte[][] broken = {
            {(byte) 0x81, 1, 'x'}, // not masked
            {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0}, // unknown opcode
            {(byte) 0xC1, (byte) 0x80, 0, 0, 0, 0}, // reserved bit
            {0x09, (byte) 0x80, 0, 0, 0, 0}, // ping in pieces
            {(byte) 0x80, (byte) 0x80, 0, 0, 0, 0}, // continuation without a first frame
            {(byte) 0x82, (byte) 0xFF, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0} // length of 2^64 - 1
        };
        for (byte[] frame : broken) {
            RawClient client = joined(server);
            client.raw(frame);
            int code = client.awaitEnd();
            assertTrue(code == 1002 || code == 1009, code + " for " + java.util.Arrays.toString(frame));
        }
        joined(server);
        Eventually.isTrue(
                "one client is left", () -> server.statistics().clients().size() == 1);
    }

    // ---- coming and going

    @Test
    void anAddressInUseIsNamed() throws IOException {
        FoxgloveServer server = start(builder());

        String message = assertThrows(
                        IOException.class,
                        () -> FoxgloveServer.named("second")
                                .bind("127.0.0.1", server.port())
                                .start())
                .getMessage();
        assertTrue(message.contains("127.0.0.1:" + server.port()), message);
        assertTrue(message.contains("another address or port"), message);
    }

    @Test
    void closingDoesNotWaitForAClientThatDoesNotAnswer() throws IOException {
        FoxgloveServer server = start(builder());
        joined(server);
        long start = System.nanoTime();
        server.close();
        server.close();

        assertTrue(System.nanoTime() - start < 2_000_000_000L);
        assertThrows(IOException.class, () -> RawClient.open(server.port()));
    }

    @Test
    void whatWasDroppedIsSaidAtTheEnd() throws IOException {
        FoxgloveServer server = start(builder().clientQueue(10, 1000));
        Channel channel = server.addChannel(ChannelDefinition.json("/t", "T", "{}"));
        joined(server).subscribe(0, channel.id());
        Eventually.isTrue("the channel has a subscriber", channel::hasSubscribers);
        server.publish(channel, 1, new byte[5000]);
        PrintStream usual = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            server.close();
        } finally {
            System.setErr(usual);
        }
        String said = log.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("its 1 clients missed 1 messages (5013 bytes)"), said);
    }

    @Test
    void afterTheEndNothingHappens() throws IOException {
        FoxgloveServer server = start(builder());
        Channel channel = server.addChannel(ChannelDefinition.json("/t", "T", "{}"));
        server.close();
        server.publish(channel, 1, new byte[1]);
        server.removeChannel(channel);

        assertEquals(1, server.statistics().published());
    }

    @Test
    void limitsThatAreNotPositiveAreRefused() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> builder().maxClients(0).start())
                .getMessage();
        assertTrue(message.contains("maxClients is 0"), message);
    }
}
