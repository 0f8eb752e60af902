package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server under an operator's hands: signals and systemd. */
@Timeout(120)
class OperationsIT {
    @TempDir
    private Path directory;

    @Test
    void hangupReadsTheKeysAgain() throws Exception {
        Path file = directory.resolve("keys");
        String key = ClientKey.random();
        Map<String, String> environment =
                Map.of("SERVER_API_KEY", "own", "SERVER_KEYS_FILE", file.toString(), "MAX_WRONG_KEYS", "1000000");
        try (ServerProcess server = new ServerProcess(directory, environment)) {
            URI frames = server.uri("/frames");
            assertEquals(401, post(frames, key));
            new KeyFile(file)
                    .change(keys -> List.of(
                            new ClientKey("laptop", EnumSet.of(Scope.WRITE), Instant.EPOCH, KeyHash.of("test", key))));
            hangUp(server);
            Eventually.isTrue("the new key is accepted", () -> post(frames, key) == 200);
            assertEquals(200, post(frames, "own"));
        }
    }

    @Test
    void aFileOfManyYearsOfTheOlderProgramIsTakenOverInTheMemoryThatThereIs() throws Exception {
        Path database = directory.resolve("years.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE activity_summaries (id INTEGER PRIMARY KEY AUTOINCREMENT, "
                    + "received_at_ms INTEGER NOT NULL, lc INTEGER NOT NULL, rc INTEGER NOT NULL, mc INTEGER NOT NULL, "
                    + "kp INTEGER NOT NULL, mm INTEGER NOT NULL)");
            statement.executeUpdate("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 399999) "
                    + "INSERT INTO activity_summaries (received_at_ms, lc, rc, mc, kp, mm) SELECT "
                    + System.currentTimeMillis() + " - i * 300000, 0, 0, 0, 1, 0 FROM n");
        }
        Map<String, String> environment = Map.of("SERVER_API_KEY", "own", "ACTIVITY_DB_PATH", database.toString());
        try (ServerProcess server = new ServerProcess(directory, environment)) {
            HttpRequest summary =
                    HttpRequest.newBuilder(server.uri("/api/v1/totals")).build();
            String totals = HttpClient.newHttpClient()
                    .send(summary, BodyHandlers.ofString())
                    .body();
            assertTrue(totals.contains("400000"), totals);
        }
    }

    @Test
    void systemdIsToldWhenTheServerIsReadyAndWhenItStops() throws Exception {
        Process listener = listener(2);
        try (BufferedReader lines = listener.inputReader()) {
            assertEquals("bound", lines.readLine());
            try (ServerProcess server = new ServerProcess(directory, underSystemd(Map.of()))) {
                assertEquals("READY=1", lines.readLine());
                assertTrue(server.errors().contains("listening on "), server.errors());
                server.process.destroy();
                assertEquals("STOPPING=1", lines.readLine());
            }
        } finally {
            listener.destroyForcibly();
        }
    }

    @Test
    void systemdIsToldThatTheServerWorks() throws Exception {
        Process listener = listener(4);
        try (BufferedReader lines = listener.inputReader()) {
            assertEquals("bound", lines.readLine());
            try (ServerProcess server = new ServerProcess(directory, underSystemd(Map.of("WATCHDOG_USEC", "400000")))) {
                assertEquals("READY=1", lines.readLine());
                for (int i = 0; i < 3; i++) {
                    assertEquals("WATCHDOG=1", lines.readLine());
                }
                assertTrue(server.process.isAlive());
            }
        } finally {
            listener.destroyForcibly();
        }
    }

    /** Starts what prints so many messages to systemd, after a line that it can be told. */
    private Process listener(int messages) throws IOException {
        String program = "import socket,sys; s=socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]);"
                + " print('bound'); [print(s.recv(1000).decode()) for i in range(int(sys.argv[2]))]";
        return new ProcessBuilder("python3", "-uc", program, socket().toString(), "" + messages).start();
    }

    private Map<String, String> underSystemd(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("SERVER_API_KEY", "own");
        environment.put("NOTIFY_SOCKET", socket().toString());
        return environment;
    }

    private Path socket() {
        return directory.resolve("notify");
    }

    private static void hangUp(ServerProcess server) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-HUP", Long.toString(server.process.pid()))
                        .start()
                        .waitFor());
    }

    private static int post(URI frames, String key) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(frames)
                    .header("Authorization", key)
                    .POST(BodyPublishers.ofString("{}"))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
