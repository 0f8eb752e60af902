package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the access log says of a request, and what it never says. */
@Timeout(120)
class AccessLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void eachAnswerIsALine() throws Exception {
        Path file = directory.resolve("access.log");
        Instant before = Instant.now();
        try (RunningServer server = RunningServer.withLog(directory.resolve("a.db"), AccessLog.file(file))) {
            server.postWithKey("{}");
            server.get("/activity/summary");
            Eventually.isTrue("both are written", () -> lines(file).size() == 2);
        }
        JsonNode post = JSON.readTree(lines(file).get(0));
        assertTrue(!Instant.parse(post.get("time").textValue()).isBefore(before));
        assertEquals("POST", post.get("method").textValue());
        assertEquals("/frames", post.get("route").textValue());
        assertEquals(200, post.get("status").intValue());
        assertEquals(16, post.get("bytes").longValue());
        assertTrue(post.get("duration_us").longValue() > 0);
        assertEquals("127.0.0.0/24", post.get("client").textValue());
        assertEquals(
                "/activity/summary",
                JSON.readTree(lines(file).get(1)).get("route").textValue());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void nothingThatAClientChoosesIsInIt() throws Exception {
        Path file = directory.resolve("access.log");
        try (RunningServer server = RunningServer.withLog(directory.resolve("a.db"), AccessLog.file(file))) {
            server.post("{\"source\":\"confidential\"}", "Authorization", "confidential");
            server.get("/api/v1/totals?client=confidential&key=confidential", "Referer", "confidential");
            server.get("/confidential");
            server.send("CONFIDENTIAL", "/frames", "User-Agent", "confidential");
            Eventually.isTrue("all are written", () -> lines(file).size() == 4);
        }
        String all = String.join("\n", lines(file));
        assertFalse(all.toLowerCase(Locale.ROOT).contains("confidential"), all);
        assertTrue(all.contains("\"method\":\"GET\",\"route\":\"other\",\"status\":404"), all);
        assertTrue(all.contains("\"method\":\"other\",\"route\":\"/frames\",\"status\":405"), all);
    }

    @Test
    void aFileThatWasRenamedIsFollowedByANewOne() throws Exception {
        Path file = directory.resolve("access.log");
        try (RunningServer server = RunningServer.withLog(directory.resolve("a.db"), AccessLog.file(file))) {
            server.get("/health");
            Eventually.isTrue("it is written", () -> lines(file).size() == 1);
            Files.move(file, directory.resolve("access.log.1"));
            server.get("/health");
            Eventually.isTrue(
                    "there is a new file",
                    () -> Files.exists(file) && lines(file).size() == 1);
        }
    }

    @Test
    void whatCannotBeWrittenInTimeIsDroppedAndCounted() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        AccessLog.Output slow = batch -> {
            awaitUninterrupted(written);
            lines.addAll(new String(batch, StandardCharsets.UTF_8).lines().toList());
        };
        int requests = 2 * AccessLog.CAPACITY;
        try (RunningServer server = RunningServer.withLog(directory.resolve("a.db"), slow)) {
            for (int i = 0; i < requests; i++) {
                assertEquals(200, server.get("/health").statusCode(), "nobody waits for the log");
            }
            written.countDown();
            Eventually.isTrue("all are shown or counted", () -> shown(lines) + dropped(lines) == requests);
            assertTrue(dropped(lines) > 0, lines.size() + " lines");
        }
    }

    @Test
    void anAddressIsCutToItsNetwork() throws Exception {
        assertEquals("192.0.2.0/24", AccessLog.network(InetAddress.ofLiteral("192.0.2.77")));
        assertEquals("2001:db8:1:0:0:0:0:0/48", AccessLog.network(InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6")));
        assertEquals("unknown", AccessLog.network(null));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long shown(List<String> lines) {
        return List.copyOf(lines).stream()
                .filter(line -> line.contains("\"route\""))
                .count();
    }

    private static long dropped(List<String> lines) {
        return List.copyOf(lines).stream()
                .filter(line -> line.contains("\"dropped\""))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*\"dropped\":(\\d+).*", "$1")))
                .sum();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
