package dev.tally.examples.server;

import static dev.tally.examples.server.Requests.OK;
import static dev.tally.examples.server.Requests.ORIGINAL_PAYLOAD;
import static dev.tally.examples.server.Requests.assertAnswer;
import static dev.tally.examples.server.Requests.frame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code POST /frames} accepts, refuses and counts, over sockets, on a real database. */
@Timeout(120)
class FramesRouteTest {
    @TempDir
    private Path directory;

    @Test
    void theOriginalsPayloadIsARowOfFiveCountsInTheBucketOfReceipt() throws Exception {
        try (RunningServer server = open()) {
            long before = System.currentTimeMillis() / 300_000 * 300_000;
            assertAnswer(200, OK, server.postWithKey(ORIGINAL_PAYLOAD));
            long after = System.currentTimeMillis() / 300_000 * 300_000;

            HttpResponse<String> summary = server.get("/activity/summary");
            String members = ",\"lc\":1,\"rc\":2,\"mc\":3,\"kp\":5,\"mm\":6}]}";
            assertTrue(
                    summary.body().equals("{\"rows\":[{\"t\":" + before + members)
                            || summary.body().equals("{\"rows\":[{\"t\":" + after + members),
                    summary.body());
            assertEquals(200, summary.statusCode());
        }
    }

    @Test
    void everyFormOfTheKeyIsTaken() throws Exception {
        try (RunningServer server = open()) {
            for (String scheme : List.of("", "Bearer ", "bearer ", "Bearer\t", "BEARER \t ")) {
                assertAnswer(200, OK, server.post("{}", "Authorization", scheme + RunningServer.KEY));
            }
        }
    }

    @Test
    void withoutTheKeyNothingIsTaken() throws Exception {
        try (RunningServer server = open()) {
            List<String> wrong = List.of(
                    "wrong",
                    "Bearer wrong",
                    "Bearer",
                    "Bearer ",
                    "Basic dGVzdC1rZXk=",
                    "test-key2",
                    "test-ke",
                    "TEST-KEY",
                    "Bearer Bearer test-key",
                    "x".repeat(5000));
            for (String header : wrong) {
                assertAnswer(
                        401, "{\"error\":\"unauthorized\"}", server.post(ORIGINAL_PAYLOAD, "Authorization", header));
            }
            assertAnswer(401, "{\"error\":\"unauthorized\"}", server.post(ORIGINAL_PAYLOAD));
            assertAnswer(401, "{\"error\":\"unauthorized\"}", server.post("not json"));
            assertEquals(
                    401,
                    server.post(ORIGINAL_PAYLOAD, "Authorization", RunningServer.KEY, "Authorization", "other")
                            .statusCode());
            assertEquals(0, server.rows("/activity/summary").size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "5", "{", "{}{}", "{\"a\":NaN}", "{\"a\":1,\"a\":1}", "\"{}\""})
    void aBodyThatIsNoObjectIsInvalid(String body) throws Exception {
        try (RunningServer server = open()) {
            assertAnswer(400, "{\"error\":\"invalid_json\"}", server.postWithKey(body));
            assertEquals(0, server.rows("/activity/summary").size());
        }
    }

    @Test
    void anIdentityInPiecesIsInvalid() throws Exception {
        try (RunningServer server = open()) {
            assertAnswer(400, "{\"error\":\"invalid_identity\"}", server.postWithKey("{\"run\":\"x\"}"));
        }
    }

    @Test
    void anIntervalCountsOnceAndUnderItsName() throws Exception {
        try (RunningServer server = open()) {
            String frame = frame("desk", UUID.randomUUID(), 1, 7);
            for (int i = 0; i < 3; i++) {
                assertAnswer(200, OK, server.postWithKey(frame));
            }
            assertEquals(7, server.sum("kp"));
            JsonNode row = server.rows("/activity/summary?detail=1").get(0);
            assertEquals("desk", row.get("source").textValue());
            assertEquals(7, row.get("kp").longValue());
            assertEquals(3, row.get("scroll").longValue());
        }
    }

    @Test
    void anIntervalThatOverlapsAnAcceptedOneIsAConflict() throws Exception {
        try (RunningServer server = open()) {
            UUID run = UUID.randomUUID();
            String frame = frame("desk", run, 1, 7);
            assertAnswer(200, OK, server.postWithKey(frame));
            HttpResponse<String> conflict = server.postWithKey(frame.replace("\"last\":1", "\"last\":2"));

            assertAnswer(
                    409,
                    "{\"error\":\"overlapping_interval\",\"message\":\"a part of this interval was accepted before under"
                            + " other numbers; nothing was added\"}",
                    conflict);
            assertAnswer(200, OK, server.postWithKey(frame));
            assertAnswer(200, OK, server.postWithKey(frame("desk", run, 2, 8)));
            assertEquals(15, server.sum("kp"));
        }
    }

    @Test
    void aClientWhoseClockIsAheadIsToldWhereItsCountsAre() throws Exception {
        try (RunningServer server = open()) {
            String ahead = frame("desk", UUID.randomUUID(), 1, 7)
                    .replaceAll("\"end_ms\":[0-9]+", "\"end_ms\":" + (System.currentTimeMillis() + 7_200_000));
            HttpResponse<String> answer = server.postWithKey(ahead);

            assertEquals(200, answer.statusCode());
            assertTrue(answer.body().startsWith("{\"message\":\"ok\",\"counted_at\":\"receipt\","), answer.body());
            JsonNode rows = server.rows("/activity/summary");
            assertEquals(1, rows.size());
            assertTrue(rows.get(0).get("t").longValue() <= System.currentTimeMillis());
        }
    }

    @Test
    void aClientWhoseClockIsHoursSlowIsToldWhereItsCountsAre() throws Exception {
        try (RunningServer server = open()) {
            long slow = System.currentTimeMillis() - 7_200_000;
            String frame = frame("desk", UUID.randomUUID(), 1, 7, slow);
            HttpResponse<String> answer = server.postWithKey(frame);

            assertTrue(answer.body().startsWith("{\"message\":\"ok\",\"counted_at\":\"receipt\","), answer.body());
            assertAnswer(200, OK, server.postWithKey(frame));
            JsonNode rows = server.rows("/activity/summary");
            assertEquals(7, server.sum("kp"));
            assertTrue(rows.get(0).get("t").longValue() > slow + 3_600_000, rows::toString);
        }
    }

    @Test
    void hugeCountsAreNeverAnErrorNorNegative() throws Exception {
        try (RunningServer server = open()) {
            for (int i = 0; i < 3; i++) {
                assertAnswer(
                        200,
                        OK,
                        server.postWithKey("{\"summary\":{\"total_kp\":9223372036854775807,\"total_lc\":-5,"
                                + "\"total_rc\":1e999,\"total_mc\":99999999999999999999}}"));
            }
            JsonNode row = server.rows("/activity/summary").get(0);
            assertEquals(Long.MAX_VALUE, row.get("kp").longValue());
            assertEquals(0, row.get("lc").longValue());
            assertEquals(0, row.get("rc").longValue());
            assertEquals(0, row.get("mc").longValue());
        }
    }

    @Test
    void manyClientsAtOnceAreAllCounted() throws Exception {
        try (RunningServer server = open();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int c = 0; c < 16; c++) {
                int client = c;
                done.add(clients.submit(() -> {
                    UUID run = UUID.randomUUID();
                    for (int i = 1; i <= 100; i++) {
                        assertAnswer(200, OK, server.postWithKey(frame("client " + client, run, i, 1)));
                    }
                    return null;
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
            assertEquals(1600, server.sum("kp"));
        }
    }

    private RunningServer open() throws Exception {
        return new RunningServer(directory.resolve("a.db"));
    }
}
