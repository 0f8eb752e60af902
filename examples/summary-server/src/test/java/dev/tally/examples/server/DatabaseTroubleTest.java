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
                    "{\"error\":\"database_unavailable\",\"message\":\"the last counts could not be committed; see the log\"}",
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
