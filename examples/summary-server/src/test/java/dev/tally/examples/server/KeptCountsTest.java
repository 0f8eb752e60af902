package dev.tally.examples.server;

import static dev.tally.examples.server.Requests.OK;
import static dev.tally.examples.server.Requests.ORIGINAL_PAYLOAD;
import static dev.tally.examples.server.Requests.assertAnswer;
import static dev.tally.examples.server.Requests.frame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the database keeps over a restart, and what it keeps of the activity monitor that Tally replaces. */
@Timeout(120)
class KeptCountsTest {
    @TempDir
    private Path directory;

    @Test
    void whatWasTakenIsThereAfterARestart() throws Exception {
        String frame = frame("desk", UUID.randomUUID(), 1, 7);
        try (RunningServer server = open()) {
            assertAnswer(200, OK, server.postWithKey(frame));
        }
        try (RunningServer server = open()) {
            assertEquals(7, server.sum("kp"));
            assertAnswer(200, OK, server.postWithKey(frame));
            assertEquals(7, server.sum("kp"));
        }
    }

    @Test
    void aDatabaseOfTheOriginalIsServedAndGoesOn() throws Exception {
        makeDatabaseOfTheOriginal();
        try (RunningServer server = open()) {
            JsonNode rows = server.rows("/activity/summary");
            assertEquals(3, rows.size());
            for (int i = 0; i < rows.size(); i++) {
                assertEquals(0, rows.get(i).get("t").longValue() % 300_000);
                assertTrue(i == 0
                        || rows.get(i).get("t").longValue()
                                > rows.get(i - 1).get("t").longValue());
            }
            server.postWithKey(ORIGINAL_PAYLOAD);
            assertEquals(17, server.sum("kp"));
        }
        try (Connection original = database();
                Statement statement = original.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*), sum(kp) FROM activity_summaries")) {
            assertEquals(5, rows.getLong(1), "31 days old is removed");
            assertEquals(21, rows.getLong(2));
        }
    }

    private RunningServer open() throws Exception {
        return new RunningServer(directory.resolve("a.db"));
    }

    private Connection database() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.db"));
    }

    private void makeDatabaseOfTheOriginal() throws Exception {
        long now = System.currentTimeMillis();
        try (Connection original = database();
                Statement statement = original.createStatement()) {
            statement.executeUpdate("CREATE TABLE activity_summaries (id INTEGER PRIMARY KEY AUTOINCREMENT, "
                    + "received_at_ms INTEGER NOT NULL, lc INTEGER NOT NULL, rc INTEGER NOT NULL, mc INTEGER NOT NULL, "
                    + "kp INTEGER NOT NULL, mm INTEGER NOT NULL)");
            statement.executeUpdate("CREATE INDEX idx_received ON activity_summaries (received_at_ms)");
            for (long age : new long[] {0, 3_600_000, 13L * 86_400_000, 15L * 86_400_000, 31L * 86_400_000}) {
                statement.executeUpdate("INSERT INTO activity_summaries (received_at_ms, lc, rc, mc, kp, mm) VALUES ("
                        + (now - age) + ", 1, 2, 3, 4, 5)");
            }
        }
    }
}
