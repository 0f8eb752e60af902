package dev.tally.examples.server;

import static dev.tally.examples.server.Requests.OK;
import static dev.tally.examples.server.Requests.ORIGINAL_PAYLOAD;
import static dev.tally.examples.server.Requests.assertAnswer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are answered while something is wrong with the database, and after. */
@Timeout(120)
class DatabaseTroubleTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"a.db", "a.db-wal", "a.db-shm"})
    void aRemovedFileIsToldAndTheServerRecoversByItself(String name) throws Exception {
        try (RunningServer server = open()) {
            assertAnswer(200, OK, server.postWithKey(ORIGINAL_PAYLOAD));
            Files.delete(directory.resolve(name));

            HttpResponse<String> refused = server.postWithKey(ORIGINAL_PAYLOAD);
            assertAnswer(503, "{\"error\":\"database_unavailable\"}", refused);
            assertEquals("5", refused.headers().firstValue("Retry-After").orElse(""));
            Eventually.isTrue("the database is opened anew", () -> isHealthy(server));
            assertAnswer(200, OK, server.postWithKey(ORIGINAL_PAYLOAD));
            assertEquals(10, server.sum("kp"));
        }
        try (RunningServer server = open()) {
            assertEquals(10, server.sum("kp"));
        }
    }

    @Test
    void healthNamesTheFileAndNoDirectory() throws Exception {
        try (RunningServer server = open()) {
            Files.delete(directory.resolve("a.db-wal"));
            HttpResponse<String> health = server.get("/health");

            assertEquals(503, health.statusCode());
            assertTrue(
                    health.body().contains("database a.db: the log a.db-wal was removed while it was open"),
                    health.body());
            Eventually.isTrue("the database is opened anew without a post", () -> isHealthy(server));
        }
    }

    @Test
    void aLockedDatabaseRefusesAndRecovers() throws Exception {
        try (RunningServer server = open();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertAnswer(503, "{\"error\":\"database_unavailable\"}", server.postWithKey(ORIGINAL_PAYLOAD));
            HttpResponse<String> health = server.get("/health");
            assertAnswer(
                    503,
                    "{\"error\":\"database_unavailable\",\"message\":\"the last counts could not be stored; see the log\"}",
                    health);
            statement.execute("ROLLBACK");

            long start = System.nanoTime();
            while (server.get("/health").statusCode() != 200) { // it tries by itself
                assertTrue(System.nanoTime() - start < 30_000_000_000L, "not back after 30 s");
            }
            assertAnswer(200, OK, server.postWithKey(ORIGINAL_PAYLOAD));
            assertEquals(5, server.sum("kp"));
        }
    }

    @Test
    void aDatabaseOfFullSizeRefusesUntilThereIsSpace() throws Exception {
        try (RunningServer server = RunningServer.ofSize(directory.resolve("a.db"), 200_000)) {
            int client = 0;
            HttpResponse<String> answer = server.postWithKey(payload(client));
            while (answer.statusCode() == 200 && client < 10_000) {
                answer = server.postWithKey(payload(++client));
            }
            assertEquals(507, answer.statusCode());
            assertTrue(answer.body().startsWith("{\"error\":\"database_full\""), answer.body());
            assertEquals("60", answer.headers().firstValue("Retry-After").orElse(""));
            assertEquals(503, server.get("/health").statusCode());
            assertEquals(client, server.sum("kp"), "what is there can be read");

            String key = RunningServer.KEY;
            String all = "/api/v1/activity?from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";
            assertEquals(200, server.send("DELETE", all, "Authorization", key).statusCode());
            assertAnswer(200, OK, server.postWithKey(payload(client)));
            assertEquals(200, server.get("/health").statusCode());
        }
    }

    private static String payload(int client) {
        return "{\"source\":\"" + "c".repeat(100) + client + "\",\"summary\":{\"total_kp\":1}}";
    }

    private RunningServer open() throws Exception {
        return new RunningServer(directory.resolve("a.db"));
    }

    private static boolean isHealthy(RunningServer server) {
        try {
            return server.get("/health").statusCode() == 200;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
