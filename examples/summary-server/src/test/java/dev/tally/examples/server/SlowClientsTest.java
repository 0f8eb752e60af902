package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hold connections without finishing the head of a request. */
@Timeout(120)
class SlowClientsTest {
    private static final byte[] HEAD_BEGINNING = "GET /health HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    @Test
    void moreSlowHeadsThanConnectionsKeepNobodyOutForLong() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (RunningServer server = new RunningServer(directory.resolve("a.db"))) {
            for (int i = 0; i < 200; i++) {
                Socket socket = server.connect();
                slow.add(socket);
                writeQuietly(socket, HEAD_BEGINNING);
            }
            for (int i = 0; i < 10; i++) {
                assertEquals("HTTP/1.1 200", statusOnANewConnection(server), "honest client " + i);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aHeadThatTricklesIsCutOff() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (RunningServer server = new RunningServer(directory.resolve("a.db"));
                Socket socket = server.connect()) {
            socket.getOutputStream().write("G".getBytes(StandardCharsets.US_ASCII));
            Thread trickle = Thread.ofPlatform().start(() -> {
                for (int i = 0; !done.get() && writeQuietly(socket, new byte[] {'x'}); i++) {
                    java.util.concurrent.locks.LockSupport.parkNanos(400_000_000);
                }
                done.set(true);
            });
            Eventually.isTrue("the trickle ends", Duration.ofSeconds(ConnectionGuard.HEAD_SECONDS), done::get);
            trickle.join();
        }
    }

    @Test
    void anIdleConnectionIsKept() throws Exception {
        try (RunningServer server = new RunningServer(directory.resolve("a.db"));
                Socket socket = server.connect()) {
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream()
                        .write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                byte[] some = new byte[8192];
                int length = socket.getInputStream().read(some);
                assertTrue(new String(some, 0, length, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200"));
                Thread.sleep(1_500); // longer than the guard takes to look
            }
        }
    }

    private static String statusOnANewConnection(RunningServer server) throws IOException {
        try (Socket socket = server.connect()) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    private static boolean writeQuietly(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
