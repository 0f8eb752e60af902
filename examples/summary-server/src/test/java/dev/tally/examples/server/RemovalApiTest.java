package dev.tally.examples.server;

import static dev.tally.examples.server.Requests.interval;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Removing counts over sockets: what is removed, and who may. */
@Timeout(60)
class RemovalApiTest {
    private final LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(3);
    private final String range = "/api/v1/activity?from=" + day + "&to=" + day.plusDays(1);
    private final UUID run = UUID.randomUUID();

    @TempDir
    private Path directory;

    private RunningServer server;

    @BeforeEach
    void start() throws Exception {
        server = new RunningServer(directory.resolve("a.db"));
        add(1, "desk", day, 1);
        add(2, "lap top", day, 2);
        add(3, "desk", day.minusDays(1), 4);
        add(4, "lap top", day.plusDays(1), 8);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void add(long number, String client, LocalDate on, long keys) throws Exception {
        Instant start = on.atTime(9, 0).toInstant(ZoneOffset.UTC);
        assertEquals(
                Requests.OK,
                server.postWithKey(interval(client, run, number, start, Duration.ofMinutes(5), "\"total_kp\":" + keys))
                        .body());
    }

    private long lifetime() throws Exception {
        return new ObjectMapper()
                .readTree(server.get("/api/v1/totals").body())
                .at("/periods/lifetime/kp")
                .longValue();
    }

    private HttpResponse<String> delete(String path) throws Exception {
        return server.send("DELETE", path, "Authorization", RunningServer.KEY);
    }

    @Test
    void aRangeIsRemovedOfOneClientOrOfAll() throws Exception {
        assertEquals(15, lifetime());

        assertEquals(200, delete(range + "&client=desk").statusCode());
        assertEquals(14, lifetime());

        assertEquals("{\"removed\":1}", delete(range).body());
        assertEquals(12, lifetime());
        assertEquals("{\"removed\":0}", delete(range).body());
    }

    @Test
    void aClientIsRemoved() throws Exception {
        assertEquals(
                "{\"removed\":2}", delete("/api/v1/clients?client=lap%20top").body());

        assertEquals(5, lifetime());
        assertEquals(
                1,
                new ObjectMapper()
                        .readTree(server.get("/api/v1/clients").body())
                        .get("clients")
                        .size());
    }

    @Test
    void onlyTheServersOwnKeyMayRemove() throws Exception {
        for (String[] headers : List.of(new String[0], new String[] {"Authorization", "wrong"})) {
            assertEquals(401, server.send("DELETE", range, headers).statusCode());
            assertEquals(
                    401,
                    server.send("DELETE", "/api/v1/clients?client=desk", headers)
                            .statusCode());
        }
        assertEquals(15, lifetime());
    }

    @Test
    void nothingIsRemovedByDefault() throws Exception {
        for (String path : List.of(
                "/api/v1/activity",
                "/api/v1/activity?from=" + day,
                "/api/v1/activity?to=" + day,
                "/api/v1/activity?client=desk",
                "/api/v1/activity?from=" + day + "&to=" + day.minusDays(1),
                "/api/v1/clients",
                "/api/v1/clients?from=" + day)) {
            assertEquals(400, delete(path).statusCode(), path);
        }
        assertEquals(15, lifetime());
    }
}
