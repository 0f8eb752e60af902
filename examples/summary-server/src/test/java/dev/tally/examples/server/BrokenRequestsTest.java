package dev.tally.examples.server;

import static dev.tally.examples.server.Requests.ORIGINAL_PAYLOAD;
import static dev.tally.examples.server.Requests.head;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are no HTTP, or that never end: they harm no other client and do not hold up the end. */
@Timeout(120)
class BrokenRequestsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / FOO\r\n\r\n",
                "\r\n\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "\u0000\u0001\u0002\u0003\r\n\r\n",
                "POST /frames HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /frames HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /frames HTTP/1.1\r\nHost: x\r\nAuthorization: test-key\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void whatIsNoHttpHarmsNoOtherClient(String bytes) throws Exception {
        try (RunningServer server = open();
                Socket socket = server.connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertTrue(
                    answer.isEmpty() || answer.startsWith("HTTP/1.1 4") || answer.startsWith("HTTP/1.1 505"), answer);
            assertFalse(answer.contains("<html"), answer);
            assertFalse(answer.contains("jetty"), answer);
            assertEquals(200, server.get("/health").statusCode());
        }
    }

    @Test
    void brokenRequestsOfOneClientDoNotTouchThoseOfAnother() throws Exception {
        int honest = 4000;
        AtomicBoolean done = new AtomicBoolean();
        try (RunningServer server = open();
                ExecutorService hostile = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 2; i++) {
                Random random = new Random(i);
                hostile.submit(() -> {
                    while (!done.get()) {
                        try (Socket socket = server.connect()) {
                            socket.getOutputStream().write(broken(random));
                        }
                    }
                    return null;
                });
            }
            try {
                for (int i = 0; i < honest; i++) {
                    assertEquals("HTTP/1.1 200", statusOfOnePost(server), "request " + i);
                }
            } finally {
                done.set(true);
            }
            assertEquals(5L * honest, server.sum("kp"));
        }
    }

    @Test
    void stoppingReturnsWithinTwoSecondsWhateverClientsDo() throws Exception {
        RunningServer server = open();
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sockets.add(server.connect()); // says nothing
            Socket stalled = server.connect();
            stalled.getOutputStream().write(head("Content-Length: 100"));
            sockets.add(stalled);
        }
        server.postWithKey(ORIGINAL_PAYLOAD);
        long start = System.nanoTime();
        server.close();
        long millis = (System.nanoTime() - start) / 1_000_000;

        assertTrue(millis < 2000, "took " + millis + " ms");
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private RunningServer open() throws Exception {
        return new RunningServer(directory.resolve("a.db"));
    }

    /** A request with one byte changed, or no request at all. */
    private static byte[] broken(Random random) {
        byte[] bytes = head("Content-Length: 2");
        if (random.nextBoolean()) {
            bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
        } else {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static String statusOfOnePost(RunningServer server) throws IOException {
        try (Socket socket = server.connect()) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(head("Content-Length: " + ORIGINAL_PAYLOAD.length()));
            socket.getOutputStream().write(ORIGINAL_PAYLOAD.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }
}
