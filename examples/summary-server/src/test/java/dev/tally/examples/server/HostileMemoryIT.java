package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What strangers leave unfinished on every connection that the server allows does not make its process grow without bound. */
@Timeout(120)
class HostileMemoryIT {
    private static final int MOST_CONNECTIONS = 512;
    private static final int PER_ADDRESS = 240;
    /** The heap of the server is at most 128 MB; the rest is the JVM, threads, and buffers outside the heap. */
    private static final long MOST_KIB = 300 * 1024;

    private static final String KEY = "it-key";
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    private static final String BODY_THAT_STOPS = "POST /frames HTTP/1.1\r\nHost: x\r\nAuthorization: " + KEY
            + "\r\nContent-Length: 65536\r\n\r\n{\"a\":\"" + "x".repeat(65_000);
    private static final String HEAD_THAT_STOPS = "GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(7_500);
    private static final String ANSWERS_THAT_NOBODY_READS =
            "GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000);
    private static final String LARGE_ANSWER_THAT_NOBODY_READS =
            "GET /api/v1/activity?from=0&by=client&limit=10000 HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    private Path directory;

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void closeSockets() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void everyConnectionHeldByStrangersKeepsTheProcessSmall() throws Exception {
        try (ServerProcess server = new ServerProcess(directory, Map.of("SERVER_API_KEY", KEY))) {
            URI uri = server.uri("/");
            for (int i = 0; i < 2 * MOST_CONNECTIONS; i++) {
                hold(uri, i);
            }
            assertEquals("HTTP/1.1 200", statusOfAPost(uri));
            long peak = peakKib(server.process.pid());
            assertTrue(peak < MOST_KIB, () -> "the process has had " + peak + " KiB");
            assertFalse(server.errors().contains("OutOfMemory"), server.errors());
        }
    }

    @Test
    void largeAnswersThatNobodyReadsLeaveMemoryForPosts() throws Exception {
        Path database = directory.resolve("large.db");
        try (ActivityStore store = SqliteStore.open(database)) {
            store.record(IntStream.range(0, 10_000)
                    .mapToObj(i -> new Contribution.Anonymous("client-" + i, Counts.of(count -> 1_000_000_000L)))
                    .toList());
        }
        Map<String, String> variables = Map.of(
                "SERVER_API_KEY",
                KEY,
                "ACTIVITY_DB_PATH",
                database.toString(),
                "GET_RATE_LIMIT_MAX_REQUESTS",
                "100000");
        try (ServerProcess server = new ServerProcess(directory, variables)) {
            URI uri = server.uri("/");
            for (int i = 0; i < 400; i++) {
                hold(uri, i, LARGE_ANSWER_THAT_NOBODY_READS);
            }
            assertEquals("HTTP/1.1 200", statusOfAPost(uri));
            assertFalse(server.errors().contains("OutOfMemory"), server.errors());
            assertEquals("HTTP/1.1 503", status(uri, LARGE_ANSWER_THAT_NOBODY_READS));
        }
    }

    /** A thousand clients that were active all day: 288,000 rows of five minutes. */
    @Test
    void theRowsOfEveryClientComeInPagesOrNotAtAll() throws Exception {
        Path database = directory.resolve("many.db");
        Instant end = Instant.now().minusSeconds(600);
        Instant start = end.minus(Duration.ofHours(23));
        try (ActivityStore store = SqliteStore.open(database)) {
            store.record(IntStream.range(0, 1_000)
                    .mapToObj(
                            i -> new ActivityInterval(new UUID(0, i), 1, 1, start, end, Counts.of(count -> 1_000_000L)))
                    .map(interval -> new Contribution.Identified("client-" + interval.run(), interval))
                    .toList());
        }
        Map<String, String> variables = Map.of("SERVER_API_KEY", KEY, "ACTIVITY_DB_PATH", database.toString());
        try (ServerProcess server = new ServerProcess(directory, variables)) {
            URI uri = server.uri("/");
            assertEquals("HTTP/1.1 413", status(uri, "GET /activity/summary?detail=1 HTTP/1.1\r\nHost: x\r\n\r\n"));
            for (String query : List.of("bucket=5m", "bucket=1h", "bucket=1d", "bucket=5m&limit=10000")) {
                String request = "GET /api/v1/activity?by=client&" + query + " HTTP/1.1\r\nHost: x\r\n\r\n";
                assertEquals("HTTP/1.1 200", status(uri, request), query);
            }
            assertEquals("HTTP/1.1 200", statusOfAPost(uri));
            assertFalse(server.errors().contains("OutOfMemory"), server.errors());
        }
    }

    /** Opens a connection from one of several addresses and leaves it in one of several states. */
    private void hold(URI uri, int number) {
        hold(
                uri,
                number,
                List.of(BODY_THAT_STOPS, HEAD_THAT_STOPS, ANSWERS_THAT_NOBODY_READS)
                        .get(number % 3));
    }

    private void hold(URI uri, int number, String text) {
        Socket socket = new Socket();
        sockets.add(socket);
        try {
            socket.setReceiveBufferSize(4096); // else the kernel takes what nobody reads
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0." + (2 + number / PER_ADDRESS)), 0));
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 2_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException refused) {
            // closed by the server, as too many: this is one of its ways to stay small
        }
    }

    private static String statusOfAPost(URI uri) throws IOException {
        return status(
                uri, "POST /frames HTTP/1.1\r\nHost: x\r\nAuthorization: " + KEY + "\r\nContent-Length: 2\r\n\r\n{}");
    }

    private static String status(URI uri, String request) throws IOException {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(60_000); // until the server has given up a connection of a stranger
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    private static long peakKib(long pid) throws IOException {
        Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
        assertTrue(peak.find());
        return Long.parseLong(peak.group(1));
    }
}
