package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server process whose database files are removed under load, and which is killed after that. */
@Timeout(180)
class RemovedFilesIT {
    private static final Map<String, String> KEY = Map.of("SERVER_API_KEY", "it-key");
    private static final int CLIENTS = 16;

    @TempDir
    private Path directory;

    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void closeClient() {
        client.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"activity_monitor.db-wal", "activity_monitor.db-shm", "activity_monitor.db"})
    void whatIsAcknowledgedAfterARemovalSurvivesKill9(String name) throws Exception {
        try (ServerProcess server = new ServerProcess(directory, KEY);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            URI frames = server.uri("/frames");
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                done.add(clients.submit(() -> postUntilTheServerIsGone(frames)));
            }
            Eventually.isTrue("posts are acknowledged", () -> acknowledged.get() >= 500);
            Files.delete(directory.resolve(name));
            Eventually.isTrue("the removal is noticed", () -> refused.get() > 0);
            long atRemoval = acknowledged.get();
            Eventually.isTrue("posts are acknowledged again", () -> acknowledged.get() >= atRemoval + 500);

            server.process.destroyForcibly().waitFor();
            for (Future<?> future : done) {
                future.get();
            }
        }
        try (ServerProcess server = new ServerProcess(directory, KEY)) {
            long kept = keys(server.uri("/activity/summary"));
            long most = acknowledged.get() + CLIENTS; // of each client one post was under way
            assertTrue(kept >= acknowledged.get(), kept + " kept of " + acknowledged + " acknowledged");
            assertTrue(kept <= most, kept + " kept, of at most " + most + " posted");
        }
    }

    /** Repeats a post that is refused, as clients do: the number tells the server that it is the same one. */
    private Void postUntilTheServerIsGone(URI frames) throws Exception {
        UUID run = UUID.randomUUID();
        for (int number = 1; true; number++) {
            String frame = Requests.frame("desk", run, number, 1);
            try {
                int status = post(frames, frame);
                while (status == 503) {
                    refused.incrementAndGet();
                    status = post(frames, frame);
                }
                assertEquals(200, status);
            } catch (IOException gone) {
                return null;
            }
            acknowledged.incrementAndGet();
        }
    }

    private int post(URI frames, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(frames)
                .header("Authorization", "it-key")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private long keys(URI summary) throws Exception {
        String body = client.send(HttpRequest.newBuilder(summary).build(), BodyHandlers.ofString())
                .body();
        long sum = 0;
        for (JsonNode row : new ObjectMapper().readTree(body).get("rows")) {
            sum += row.get("kp").longValue();
        }
        return sum;
    }
}
