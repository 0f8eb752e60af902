package dev.tally.examples.server;

import static dev.tally.examples.server.Requests.interval;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Totals, clients and the badge over sockets. */
@Timeout(120)
class TotalsApiTest {
    /** A zone in which it is about noon now, so that today has some hours before now and after it. */
    private final ZoneId zone = ZoneId.of(
            String.format("Etc/GMT%+d", Instant.now().atZone(ZoneId.of("UTC")).getHour() - 12));

    private final LocalDate today = LocalDate.now(Clock.system(zone));
    private final UUID run = UUID.randomUUID();

    @TempDir
    private Path directory;

    private RunningServer server;
    private long number;

    @BeforeEach
    void start() throws Exception {
        server = new RunningServer(directory.resolve("a.db"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void keys(String client, int daysAgo, int hour, long keys) throws Exception {
        Instant start = today.minusDays(daysAgo).atTime(hour, 0).atZone(zone).toInstant();
        assertEquals(
                Requests.OK,
                server.postWithKey(
                                interval(client, run, ++number, start, Duration.ofMinutes(5), "\"total_kp\":" + keys))
                        .body());
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = server.get(path + (path.contains("?") ? "&" : "?") + "zone=" + header(zone));
        assertEquals(200, answer.statusCode(), answer.body());
        return new ObjectMapper().readTree(answer.body());
    }

    private static String header(ZoneId zone) {
        return zone.getId().replace("+", "%2B");
    }

    @Test
    void todayIsShownBesideYesterdayAndTheUsualDay() throws Exception {
        keys("desk", 0, 8, 10);
        keys("desk", 0, 9, 70);
        keys("desk", 1, 8, 100);
        keys("desk", 1, 22, 1000);
        keys("desk", 2, 9, 60);
        keys("desk", 4, 9, 20);

        JsonNode totals = get("/api/v1/totals");

        assertEquals(today.toString(), totals.at("/today").asText());
        assertEquals(80, totals.at("/periods/today/kp").longValue());
        assertEquals(1100, totals.at("/periods/yesterday/kp").longValue());
        assertEquals(100, totals.at("/periods/yesterday_until_now/kp").longValue());
        assertEquals(1260, totals.at("/periods/lifetime/kp").longValue());
        assertEquals(60, totals.at("/usual_day/kp").longValue(), "the median of 1100, 60 and 20");
        assertEquals(3, totals.at("/usual_day/days").longValue());
        assertTrue(totals.at("/best_hour/start").asText().startsWith(today + "T09:00"), totals::toString);
        assertEquals(70, totals.at("/best_hour/kp").longValue());
        assertEquals(3, totals.at("/streak/current").longValue());
        assertEquals(3, totals.at("/streak/longest").longValue());
        assertEquals(4, totals.at("/streak/active_days").longValue());
    }

    @Test
    void weekMonthAndYearBeginWithTheCalendar() throws Exception {
        for (int daysAgo = 0; daysAgo < 28; daysAgo++) {
            keys("desk", daysAgo, 1, 1);
        }
        JsonNode periods = get("/api/v1/totals").get("periods");

        assertEquals(today.getDayOfWeek().getValue(), periods.at("/week/kp").longValue());
        assertEquals(
                Math.min(today.getDayOfMonth(), 28), periods.at("/month/kp").longValue());
        assertEquals(Math.min(today.getDayOfYear(), 28), periods.at("/year/kp").longValue());
        assertEquals(28, periods.at("/lifetime/kp").longValue());
    }

    @Test
    void aStreakGoesOnWhileTodayHasNoCounts() throws Exception {
        keys("desk", 1, 9, 1);
        keys("desk", 2, 9, 1);
        keys("desk", 5, 9, 1);
        keys("desk", 6, 9, 1);
        keys("desk", 7, 9, 1);

        JsonNode totals = get("/api/v1/totals");

        assertEquals(2, totals.at("/streak/current").longValue());
        assertEquals(3, totals.at("/streak/longest").longValue());
        assertFalse(totals.has("best_hour"));
    }

    @Test
    void totalsAreOfOneClientIfItIsNamed() throws Exception {
        keys("desk", 0, 8, 1);
        keys("lap top", 0, 8, 2);

        assertEquals(3, get("/api/v1/totals").at("/periods/today/kp").longValue());
        assertEquals(
                2,
                get("/api/v1/totals?client=lap%20top").at("/periods/today/kp").longValue());
        assertEquals(0, get("/api/v1/totals?client=").at("/periods/lifetime/kp").longValue());
    }

    @Test
    void countsOfTheDayBeforeYesterdayThatComeLateAreInTheTotals() throws Exception {
        keys("desk", 2, 23, 1);
        assertEquals(1, get("/api/v1/totals").at("/periods/lifetime/kp").longValue());

        keys("desk", 2, 23, 2);

        assertEquals(3, get("/api/v1/totals").at("/periods/lifetime/kp").longValue());
    }

    @Test
    void countsThatComeLateAreInTheTotals() throws Exception {
        keys("desk", 5, 9, 1);
        assertEquals(1, get("/api/v1/totals").at("/periods/lifetime/kp").longValue());

        keys("desk", 5, 9, 2);
        keys("desk", 20, 9, 4);

        assertEquals(7, get("/api/v1/totals").at("/periods/lifetime/kp").longValue());
        assertEquals(
                7, get("/api/v1/totals?client=desk").at("/periods/lifetime/kp").longValue());
    }

    /** Else strangers could fill the memory with names that they invent. */
    @Test
    void aClientWithoutCountsIsNotRemembered() throws Exception {
        assertEquals(
                0, get("/api/v1/totals?client=new").at("/periods/lifetime/kp").longValue());
        Instant lastWeek = today.minusDays(5).atTime(9, 0).atZone(zone).toInstant();
        try (ActivityStore other = SqliteStore.open(directory.resolve("a.db"))) { // as another server would
            Counts counts = Counts.NONE.with(Count.KEY_PRESSES, 3);
            other.record(List.of(new Contribution.Identified(
                    "new", new ActivityInterval(run, 1, 1, lastWeek, lastWeek.plusSeconds(1), counts))));
        }

        assertEquals(
                3, get("/api/v1/totals?client=new").at("/periods/lifetime/kp").longValue());
    }

    @Test
    void aNameThatIsTooLongForAClientIsRefused() throws Exception {
        for (String path : List.of("/api/v1/totals", "/badge.svg", "/api/v1/activity")) {
            assertEquals(200, server.get(path + "?client=" + "x".repeat(128)).statusCode(), path);
            HttpResponse<String> refused = server.get(path + "?client=" + "x".repeat(129));
            assertEquals(400, refused.statusCode(), path);
            assertTrue(refused.body().contains("it must be at most 128 characters"), refused.body());
        }
        String removed = "/api/v1/clients?client=" + "x".repeat(129);
        assertEquals(
                400,
                server.send("DELETE", removed, "Authorization", RunningServer.KEY)
                        .statusCode());
    }

    @Test
    void clientsAreListedWithTheirCounts() throws Exception {
        keys("laptop", 2, 9, 5);
        keys("desk", 0, 8, 1);
        keys("desk", 3, 9, 2);

        JsonNode all = get("/api/v1/clients").get("clients");
        assertEquals("desk", all.at("/0/client").asText());
        assertEquals(3, all.at("/0/kp").longValue());
        assertTrue(all.at("/0/first").asText().startsWith(today.minusDays(3) + "T09:00"), all::toString);
        assertTrue(all.at("/0/last").asText().startsWith(today + "T08:00"), all::toString);
        assertEquals("laptop", all.at("/1/client").asText());

        JsonNode recent = get("/api/v1/clients?from=" + today.minusDays(1)).get("clients");
        assertEquals(1, recent.at("/0/kp").longValue());
        assertEquals(0, recent.at("/1/kp").longValue());
    }

    @Test
    void withoutCountsThereIsNothingAndNoError() throws Exception {
        assertEquals("{\"clients\":[]}", get("/api/v1/clients").toString());
        JsonNode totals = get("/api/v1/totals");
        assertEquals(0, totals.at("/periods/lifetime/kp").longValue());
        assertEquals(0, totals.at("/usual_day/days").longValue());
    }

    @Test
    void theBadgeShowsACountAndNoMarkupOfOthers() throws Exception {
        keys("desk", 0, 8, 12_345);
        HttpResponse<String> badge = server.get("/badge.svg?zone=" + header(zone) + "&label=%3Cscript%3E%22%26");

        assertEquals("image/svg+xml", Requests.header(badge, "Content-Type"));
        assertTrue(badge.body().contains(">12,345</text>"), badge.body());
        assertTrue(badge.body().contains(">&lt;script&gt;&quot;&amp;</text>"), badge.body());
        assertTrue(server.get("/badge.svg?count=active_ms&period=week").body().contains("active millis this week"));
        assertEquals(400, server.get("/badge.svg?label=" + "x".repeat(41)).statusCode());
        assertEquals(400, server.get("/badge.svg?count=secret").statusCode());
    }
}
