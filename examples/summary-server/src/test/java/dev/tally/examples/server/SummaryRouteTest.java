package dev.tally.examples.server;

import static dev.tally.examples.server.Requests.OK;
import static dev.tally.examples.server.Requests.ORIGINAL_PAYLOAD;
import static dev.tally.examples.server.Requests.assertAnswer;
import static dev.tally.examples.server.Requests.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code GET /activity/summary} answers, and how often. */
@Timeout(120)
class SummaryRouteTest {
    @TempDir
    private Path directory;

    @Test
    void withNothingThereAreNoRows() throws Exception {
        try (RunningServer server = open()) {
            for (String query : List.of("", "?detail=1", "?detail=2", "?x")) {
                assertAnswer(200, "{\"rows\":[]}", server.get("/activity/summary" + query));
            }
        }
    }

    @Test
    void thirtyReadsThenAPause() throws Exception {
        try (RunningServer server =
                new RunningServer(directory.resolve("a.db"), 30, Duration.ofSeconds(60), List.of())) {
            for (int i = 0; i < 30; i++) {
                assertEquals(200, server.get("/activity/summary").statusCode());
            }
            HttpResponse<String> refused = server.get("/activity/summary", "X-Forwarded-For", "1.2.3.4");
            assertAnswer(429, "{\"error\":\"rate_limited\"}", refused);
            long pause =
                    Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow());
            assertTrue(pause >= 1 && pause <= 60, "Retry-After: " + pause);
            assertTrue(
                    header(refused, "RateLimit-Policy").matches("\"summary\";q=[0-9]+;w=60"), refused.headers() + "");
            assertTrue(header(refused, "RateLimit").matches("\"summary\";r=0;t=[0-9]+"), refused.headers() + "");
            assertEquals(200, server.get("/health").statusCode(), "only the summary is limited");
            assertAnswer(200, OK, server.postWithKey(ORIGINAL_PAYLOAD));
        }
    }

    @Test
    void afterThePauseReadingGoesOn() throws Exception {
        try (RunningServer server = new RunningServer(directory.resolve("a.db"), 1, Duration.ofSeconds(1), List.of())) {
            assertEquals(200, server.get("/activity/summary").statusCode());
            // on a machine that is slow a second may pass before the next request
            awaitStatus(429, server);
            awaitStatus(200, server);
        }
    }

    private static void awaitStatus(int status, RunningServer server) throws Exception {
        long start = System.nanoTime();
        while (server.get("/activity/summary").statusCode() != status) {
            assertTrue(System.nanoTime() - start < 20_000_000_000L, () -> "not " + status + " within 20 s");
        }
    }

    @Test
    void clientsOfATrustedProxyAreToldApart() throws Exception {
        List<Network> trusted = List.of(Network.parse("127.0.0.0/8"), Network.parse("10.0.0.0/8"));
        try (RunningServer server = new RunningServer(directory.resolve("a.db"), 1, Duration.ofSeconds(60), trusted)) {
            assertEquals(200, read(server, "1.2.3.4"));
            assertEquals(429, read(server, "1.2.3.4"));
            assertEquals(429, read(server, "1.2.3.4:5678, 10.0.0.7"), "a trusted proxy in the chain is passed over");
            assertEquals(200, read(server, "1.2.3.5"));
            assertEquals(429, read(server, "9.9.9.9, 1.2.3.5"), "what a client says of itself is not believed");
            assertEquals(200, read(server, "2001:db8:1:1::1"));
            assertEquals(429, read(server, "[2001:db8:1:1:ffff::2]:99"), "one client has a whole /64");
            assertEquals(200, read(server, "nonsense"));
            assertEquals(429, read(server, "other nonsense"), "then it is the proxy itself");
        }
    }

    @Test
    void moreRowsThanFitOneAnswerAreRefusedAndThePagesNamed() throws Exception {
        Instant end = Instant.now().minusSeconds(600);
        Instant start = end.minus(Duration.ofDays(13)); // 3744 or 3745 buckets
        for (int client = 1; client <= 5; client++) {
            try (ActivityStore store = SqliteStore.open(directory.resolve("a.db"))) {
                store.record(List.of(new Contribution.Identified(
                        "client-" + client,
                        new ActivityInterval(UUID.randomUUID(), 1, 1, start, end, Counts.of(count -> 1_000_000L)))));
            }
            try (RunningServer server = open()) {
                HttpResponse<String> answer = server.get("/activity/summary?detail=1");
                assertEquals(client < 5 ? 200 : 413, answer.statusCode());
                assertEquals(client == 5, answer.body().contains("/api/v1/activity?by=client"));
                assertEquals(200, server.get("/activity/summary").statusCode());
            }
        }
    }

    private RunningServer open() throws Exception {
        return new RunningServer(directory.resolve("a.db"));
    }

    private static int read(RunningServer server, String forwardedFor) throws Exception {
        return server.get("/activity/summary", "X-Forwarded-For", forwardedFor).statusCode();
    }
}
