package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /api/v1/events} over sockets. */
@Timeout(60)
class ChangeEventsTest {
    @TempDir
    private Path directory;

    private static String next(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                return line.substring("event: ".length());
            }
        }
        return "end";
    }

    private static BufferedReader lines(HttpResponse<InputStream> events) {
        return new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8));
    }

    @Test
    void everyReaderHearsOfNewCounts() throws Exception {
        try (RunningServer server = new RunningServer(directory.resolve("a.db"));
                BufferedReader one = lines(server.stream("/api/v1/events"));
                BufferedReader other = lines(server.stream("/api/v1/events"))) {
            assertEquals("hello", next(one));
            assertEquals("hello", next(other));

            server.postWithKey(Requests.frame("desk", UUID.randomUUID(), 1, 5));

            assertEquals("changed", next(one));
            assertEquals("changed", next(other));
        }
    }

    @Test
    void aRepeatedIntervalIsNoChange() throws Exception {
        UUID run = UUID.randomUUID();
        String frame = Requests.frame("desk", run, 1, 5);
        try (RunningServer server = new RunningServer(directory.resolve("a.db"))) {
            server.postWithKey(frame);
            try (BufferedReader lines = lines(server.stream("/api/v1/events"))) {
                assertEquals("hello", next(lines));
                assertEquals("id: 1", lines.readLine());
                server.postWithKey(frame);
                server.postWithKey(Requests.frame("desk", run, 2, 5));
                assertEquals("changed", next(lines));
                assertEquals("id: 2", lines.readLine(), "the repeated one is not counted");
            }
        }
    }

    @Test
    void moreReadersThanAllowedAreAskedToWait() throws Exception {
        List<HttpResponse<InputStream>> readers = new ArrayList<>();
        try (RunningServer server = new RunningServer(directory.resolve("a.db"))) {
            for (int i = 0; i < ChangeEvents.MOST_READERS; i++) {
                readers.add(server.stream("/api/v1/events"));
                assertEquals(200, readers.getLast().statusCode());
            }
            HttpResponse<String> refused = server.get("/api/v1/events");
            assertEquals(503, refused.statusCode());
            assertTrue(refused.headers().firstValue("Retry-After").isPresent());
        } finally {
            for (HttpResponse<InputStream> reader : readers) {
                reader.body().close();
            }
        }
    }

    @Test
    void stoppingTheServerEndsTheEvents() throws Exception {
        RunningServer server = new RunningServer(directory.resolve("a.db"));
        try (BufferedReader lines = lines(server.stream("/api/v1/events"))) {
            assertEquals("hello", next(lines));
            long start = System.nanoTime();
            server.stop();
            assertEquals("end", next(lines));
            assertTrue(System.nanoTime() - start < 1_000_000_000L, "it waited for answers that have no end");
        } finally {
            server.close();
        }
    }
}
