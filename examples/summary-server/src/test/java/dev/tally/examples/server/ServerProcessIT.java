package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as its users meet it: a process that prints, exits, is stopped and is killed. */
@Timeout(180)
class ServerProcessIT {
    private static final Map<String, String> KEY = Map.of("SERVER_API_KEY", "it-key");

    @TempDir
    private Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void closeClient() {
        client.shutdownNow();
    }

    @Test
    void saysWhereItListensAndPrintsNothingElse() throws Exception {
        try (ServerProcess server = new ServerProcess(directory, KEY)) {
            URI uri = server.uri("/health");
            assertEquals("{\"status\":\"ok\"}", get(uri));

            String line = server.errors();
            assertEquals(1, line.lines().count(), line);
            assertTrue(line.contains(" database=" + directory.toRealPath().resolve("activity_monitor.db") + " "), line);
            assertTrue(line.contains(" key=set read-limit=30/60s max-body=65536 "), line);
            assertFalse(line.contains("it-key"), line);
        }
    }

    @Test
    void warnsOfTheDefaultKey() throws Exception {
        try (ServerProcess server = new ServerProcess(directory, Map.of())) {
            assertEquals(200, post(server.uri("/frames"), "secret", "{}"));
            assertTrue(server.errors().contains("WARN  the key is \"secret\", which is known to all"), server.errors());
            assertTrue(server.errors().contains("key=default"), server.errors());
        }
    }

    @RepeatedTest(5) // what is acknowledged too early is lost only if the kill comes at the wrong moment
    void whatWasAcknowledgedSurvivesKill9() throws Exception {
        AtomicLong acknowledged = new AtomicLong();
        AtomicLong attempted = new AtomicLong();
        try (ServerProcess server = new ServerProcess(directory, KEY);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = postFromManyClients(clients, server, attempted, acknowledged);
            server.process.destroyForcibly().waitFor();
            for (Future<?> future : done) {
                future.get();
            }
        }
        assertKept(acknowledged.get(), attempted.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-P3650D", "-PT3H", "PT3H", "P3650D"})
    void countsOfAClientWhoseClockIsYearsWrongAreKept(String ahead) throws Exception {
        long wrong = Instant.now().plus(Duration.parse(ahead)).toEpochMilli();
        String frame = Requests.frame("desk", UUID.randomUUID(), 1, 7, wrong);
        try (ServerProcess server = new ServerProcess(directory, KEY)) {
            for (int i = 0; i < 2; i++) { // it is counted once, wherever
                assertEquals(200, post(server.uri("/frames"), "it-key", frame));
            }
            assertEquals(7, keys(server));
        }
    }

    @Test
    void sigtermUnderLoadLosesNothingAcknowledgedAndTakesNoTwoSeconds() throws Exception {
        AtomicLong acknowledged = new AtomicLong();
        AtomicLong attempted = new AtomicLong();
        try (ServerProcess server = new ServerProcess(directory, KEY);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = postFromManyClients(clients, server, attempted, acknowledged);
            long start = System.nanoTime();
            server.process.destroy();
            int status = server.status();
            long millis = (System.nanoTime() - start) / 1_000_000;
            for (Future<?> future : done) {
                future.get();
            }
            assertEquals(143, status);
            assertTrue(millis < 2000, "took " + millis + " ms");
            assertTrue(server.errors().contains("stopped; everything acknowledged is in the database"));
        }
        assertFalse(Files.exists(directory.resolve("activity_monitor.db-wal")), "the log was not taken in");
        assertKept(acknowledged.get(), attempted.get());
    }

    @Test
    void aPortInUseIsOneLineAndStatus1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerProcess server =
                        new ServerProcess(directory, KEY, "--port", Integer.toString(taken.getLocalPort()))) {
            assertEquals(1, server.status());
            assertEquals(1, server.errors().lines().count(), server.errors());
            assertTrue(
                    server.errors()
                            .startsWith("summary-server: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": "),
                    server.errors());
        }
    }

    @Test
    void aDatabaseThatCannotBeUsedIsOneLineAndStatus1() throws Exception {
        Path notes = Files.writeString(directory.resolve("notes.txt"), "not a database ".repeat(100));
        for (String file :
                List.of(notes.toString(), directory.resolve("none/a.db").toString(), directory.toString())) {
            try (ServerProcess server = new ServerProcess(directory, KEY, "--database", file)) {
                assertEquals(1, server.status());
                assertEquals(1, server.errors().lines().count(), server.errors());
                assertTrue(server.errors().startsWith("summary-server: database " + file + ": "), server.errors());
            }
        }
    }

    @Test
    void aWrongSettingIsOneLineAndStatus2() throws Exception {
        for (String[] arguments :
                new String[][] {{"--port", "abc"}, {"--port"}, {"--nonsense"}, {"extra"}, {"--host", "300.1.1.1"}}) {
            try (ServerProcess server = new ServerProcess(directory, KEY, arguments)) {
                assertEquals(2, server.status());
                assertEquals(1, server.errors().lines().count(), server.errors());
                assertTrue(server.errors().startsWith("summary-server: "), server.errors());
            }
        }
    }

    /** Other than a wrong setting, it may be right at the next start: at boot names are not known at once. */
    @Test
    void aHostThatIsNotKnownIsOneLineAndStatus1() throws Exception {
        try (ServerProcess server = new ServerProcess(directory, KEY, "--host", "no.such.host.invalid")) {
            assertEquals(1, server.status());
            assertEquals(1, server.errors().lines().count(), server.errors());
            assertTrue(server.errors().contains("no address is known for it"), server.errors());
        }
    }

    @Test
    void helpIsStatus0() throws Exception {
        try (ServerProcess server = new ServerProcess(directory, KEY, "--help")) {
            assertEquals(0, server.status());
        }
    }

    /** Returns when some of them have been acknowledged, while they go on. */
    private List<Future<?>> postFromManyClients(
            ExecutorService clients, ServerProcess server, AtomicLong attempted, AtomicLong acknowledged)
            throws Exception {
        URI frames = server.uri("/frames");
        List<Future<?>> done = new ArrayList<>();
        for (int c = 0; c < 32; c++) {
            done.add(clients.submit(() -> postUntilItFails(frames, attempted, acknowledged)));
        }
        while (acknowledged.get() < 500) {
            Thread.onSpinWait();
        }
        return done;
    }

    private void assertKept(long acknowledged, long attempted) throws Exception {
        try (ServerProcess server = new ServerProcess(directory, KEY)) {
            long kept = keys(server);
            assertTrue(kept >= acknowledged, kept + " kept of " + acknowledged + " acknowledged");
            assertTrue(kept <= attempted, kept + " kept of " + attempted + " attempted");
        }
    }

    private Void postUntilItFails(URI frames, AtomicLong attempted, AtomicLong acknowledged) throws Exception {
        UUID run = UUID.randomUUID();
        for (int i = 1; true; i++) {
            attempted.incrementAndGet();
            try {
                if (post(frames, "it-key", Requests.frame("desk", run, i, 1)) != 200) {
                    return null;
                }
            } catch (IOException gone) {
                return null;
            }
            acknowledged.incrementAndGet();
        }
    }

    private int post(URI uri, String key, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", key)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private String get(URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private long keys(ServerProcess server) throws Exception {
        long sum = 0;
        for (JsonNode row : new ObjectMapper()
                .readTree(get(server.uri("/activity/summary")))
                .get("rows")) {
            sum += row.get("kp").longValue();
        }
        return sum;
    }
}
