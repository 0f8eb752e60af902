package dev.tally.foxglove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Strangers cannot fill the log, whatever they send. */
class LogFloodTest {
    private static final int TIMES = 200;
    private static final int ENOUGH = 30_000; // bytes; a line for each request would be far more
    private static final String LONG = "h".repeat(1000);
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + RawClient.SDK + "\r\n\r\n";
    private static final String SECOND = "GET / HTTP/1.1\r\nHost: :" + LONG + ":\r\n" + UPGRADE;
    private static final List<String> REQUESTS = List.of(
            "GET / HTTP/1.1\r\nHost: " + LONG + "\r\nHost: " + LONG + "\r\n" + UPGRADE,
            "GET / HTTP/1.1\r\nHost: :" + LONG + ":\r\n" + UPGRADE,
            "GET / HTTP/1.1\r\nHost: [::::]\r\n" + UPGRADE,
            "GET http://[::::]/ HTTP/1.1\r\nHost: x\r\n" + UPGRADE,
            "CONNECT " + LONG + ":1 HTTP/1.1\r\nHost: " + LONG + "\r\n\r\n",
            "CONNECT / HTTP/1.1\r\nHost: x\r\n" + UPGRADE,
            "GET /%zz" + LONG + " HTTP/1.1\r\nHost: x\r\n" + UPGRADE,
            "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n" + UPGRADE,
            "GET / HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Extensions: " + LONG + ";;=\r\n" + UPGRADE,
            "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n" + UPGRADE,
            "GET / HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Protocol: \"\r\n" + UPGRADE + SECOND,
            "GET /;a/..;/b HTTP/1.1\r\nHost: x\r\n" + UPGRADE + SECOND,
            "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n" + UPGRADE + SECOND,
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n" + SECOND,
            "\u0016\u0003\u0001 this is TLS",
            "GET / HTTP/1.1\r\nHost: x\r\n" + UPGRADE + "\u0083\u0080\u0000\u0000\u0000\u0000");

    @Test
    void requestsOfStrangersWriteLittleLog() throws IOException {
        PrintStream usual = System.err;
        for (String request : REQUESTS) {
            ByteArrayOutputStream log = new ByteArrayOutputStream();
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            try (FoxgloveServer server =
                    FoxgloveServer.named("test").bind("127.0.0.1", 0).start()) {
                for (int i = 0; i < TIMES; i++) {
                    sendAndReadAll(server.port(), request.getBytes(StandardCharsets.ISO_8859_1));
                }
            } finally {
                System.setErr(usual);
            }
            assertTrue(log.size() < ENOUGH, log.size() + " bytes for " + request);
        }
    }

    private static void sendAndReadAll(int port, byte[] request) throws IOException {
        try (RawClient stranger = RawClient.open(port)) {
            stranger.raw(request);
            stranger.socket.shutdownOutput();
            stranger.awaitEnd();
        } catch (EOFException | SocketException e) {
            // hung up on
        }
    }

    @Test
    void aConnectionEndsWithTheAnswerToItsFirstRequest() throws IOException {
        try (FoxgloveServer server =
                FoxgloveServer.named("test").bind("127.0.0.1", 0).start()) {
            for (String first : List.of(
                    "GET / HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Protocol: \"\r\n" + UPGRADE,
                    "GET /;a/..;/b HTTP/1.1\r\nHost: x\r\n" + UPGRADE,
                    "GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
                try (RawClient client = RawClient.open(server.port())) {
                    client.raw((first + "GET / HTTP/1.1\r\nHost: x\r\n" + UPGRADE).getBytes(StandardCharsets.US_ASCII));
                    String answers = client.readAll();
                    assertEquals(1, answers.split("HTTP/1.1 4", -1).length - 1, answers);
                    assertTrue(answers.contains("Connection: close"), answers);
                    assertFalse(answers.contains("HTTP/1.1 101"), answers);
                }
            }
        }
    }

    @Test
    void aKeyThatIsNotSixteenBytesIsNoHandshake() throws IOException {
        try (FoxgloveServer server =
                FoxgloveServer.named("test").bind("127.0.0.1", 0).start()) {
            for (String key : List.of("x", "", "dGhlIHNhbXBsZSBub25jZQ", "AAAA", "dGhlIHNhbXBsZSBub25jZQ== x")) {
                try (RawClient client = RawClient.open(server.port())) {
                    List<String> lines = List.of(
                            "GET / HTTP/1.1",
                            "Host: localhost",
                            "Upgrade: websocket",
                            "Connection: Upgrade",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: " + key,
                            RawClient.SDK);
                    assertEquals(400, client.request(lines).status(), key);
                }
            }
        }
    }
}
