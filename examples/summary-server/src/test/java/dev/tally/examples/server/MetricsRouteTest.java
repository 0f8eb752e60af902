package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What monitoring reads: {@code /metrics} and {@code /health?full}. */
@Timeout(120)
class MetricsRouteTest {
    @TempDir
    private Path directory;

    @Test
    void postsAreCountedByTheirOutcome() throws Exception {
        try (RunningServer server = new RunningServer(directory.resolve("a.db"))) {
            server.postWithKey("{}");
            server.postWithKey("{}");
            server.post("{}", "Authorization", "wrong");
            HttpResponse<String> answer = server.get("/metrics");

            assertTrue(
                    answer.headers().firstValue("Content-Type").orElse("").startsWith("text/plain"), answer.toString());
            String text = answer.body();
            assertTrue(text.contains("tally_posts_total{outcome=\"added\"} 2.0\n"), text);
            assertTrue(text.contains("tally_posts_total{outcome=\"repeated\"} 0.0\n"), text);
            assertTrue(text.contains("tally_wrong_keys_total 1.0\n"), text);
            assertTrue(text.contains("tally_healthy 1.0\n"), text);
        }
    }

    @Test
    void monitoringNeedsTheAccessThatTheSummaryNeeds() throws Exception {
        AccessSettings settings =
                new AccessSettings(KeyHash.of("test", RunningServer.KEY), Optional.empty(), false, true, 1000);
        try (RunningServer server =
                new RunningServer(directory.resolve("a.db"), 1000, Duration.ofSeconds(60), List.of(), settings)) {
            assertEquals(401, server.get("/metrics").statusCode());
            assertEquals(401, server.get("/health?full").statusCode());
            assertEquals(200, server.get("/health").statusCode(), "an orchestrator has no key");
            String full = server.get("/health?full", "Authorization", RunningServer.KEY)
                    .body();
            assertTrue(full.matches("\\{\"status\":\"ok\",\"version\":\".*\",\"uptime_s\":\\d+,.*}"), full);
        }
    }
}
