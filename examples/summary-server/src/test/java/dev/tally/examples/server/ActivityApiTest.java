package dev.tally.examples.server;

import static dev.tally.examples.server.Requests.header;
import static dev.tally.examples.server.Requests.interval;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import dev.tally.testkit.fixtures.ManualClock;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /api/v1/activity} over sockets: buckets, zones, clients, pages, and what a reader may keep. */
@Timeout(120)
class ActivityApiTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    /** A day of Berlin that is over. */
    private final LocalDate day = LocalDate.now(BERLIN).minusDays(3);

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

    private Instant at(int hour, int minute) {
        return day.atTime(hour, minute).atZone(BERLIN).toInstant();
    }

    private void add(String client, Instant start, String summary) throws Exception {
        HttpResponse<String> answer = server.postWithKey(interval(client, run, ++number, start, FIVE_MINUTES, summary));
        assertEquals(Requests.OK, answer.body());
    }

    private JsonNode get(String query) throws Exception {
        HttpResponse<String> answer =
                server.get("/api/v1/activity?zone=Europe/Berlin&from=" + day + "&to=" + day.plusDays(1) + query);
        assertEquals(200, answer.statusCode(), answer.body());
        return new ObjectMapper().readTree(answer.body());
    }

    private static List<String> rows(JsonNode answer, String... members) {
        List<String> rows = new ArrayList<>();
        for (JsonNode row : answer.get("rows")) {
            List<String> values = new ArrayList<>();
            for (String member : members) {
                values.add(row.get(member).asText());
            }
            rows.add(String.join(" ", values));
        }
        return rows;
    }

    @Test
    void everyCountIsThere() throws Exception {
        add(
                "desk",
                at(9, 0),
                "\"total_kp\":1,\"total_kr\":2,\"total_lc\":3,\"total_mc\":4,\"total_rc\":5,\"total_oc\":6,\"total_scroll\":7,"
                        + "\"total_scroll120\":8,\"total_hscroll120\":9,\"total_mm\":10,\"distance1000\":11,\"active_ms\":12,"
                        + "\"gaps\":13");

        assertEquals(
                List.of("1 2 3 4 5 6 7 8 9 10 11 12 13"),
                rows(
                        get(""),
                        "kp",
                        "kr",
                        "lc",
                        "mc",
                        "rc",
                        "oc",
                        "scroll",
                        "scroll120",
                        "hscroll120",
                        "mm",
                        "distance1000",
                        "active_ms",
                        "gaps"));
    }

    @Test
    void bucketsAreFiveMinutesHoursOrDaysOfTheZone() throws Exception {
        add("desk", at(0, 0), "\"total_kp\":1");
        add("desk", at(0, 5), "\"total_kp\":2");
        add("desk", at(23, 55), "\"total_kp\":4");
        add("desk", day.plusDays(1).atStartOfDay(BERLIN).toInstant(), "\"total_kp\":8");

        assertEquals(
                List.of(
                        at(0, 0).toEpochMilli() + " 1",
                        at(0, 5).toEpochMilli() + " 2",
                        at(23, 55).toEpochMilli() + " 4"),
                rows(get(""), "t", "kp"));
        assertEquals(
                List.of(at(0, 0).toEpochMilli() + " 3", at(23, 0).toEpochMilli() + " 4"),
                rows(get("&bucket=1h"), "t", "kp"));
        JsonNode days = get("&bucket=1d");
        assertEquals(List.of("7"), rows(days, "kp"));
        assertTrue(rows(days, "start").get(0).startsWith(day + "T00:00+0"), days::toString);
    }

    @Test
    void clientsAreMergedOrApartOrAlone() throws Exception {
        add("desk", at(9, 0), "\"total_kp\":1");
        add("laptop", at(9, 0), "\"total_kp\":2");

        assertEquals(List.of("3"), rows(get(""), "kp"));
        assertEquals(List.of("desk 1", "laptop 2"), rows(get("&by=client"), "client", "kp"));
        assertEquals(List.of("2"), rows(get("&client=laptop"), "kp"));
        assertEquals(List.of(), rows(get("&client=nobody"), "kp"));
    }

    @Test
    void pagesTogetherAreTheWholeRange() throws Exception {
        for (int i = 0; i < 7; i++) {
            add("desk", at(9, 5 * i), "\"total_kp\":" + (1 << i));
            add("laptop", at(9, 5 * i), "\"total_kp\":" + (100 << i));
        }
        List<String> paged = new ArrayList<>();
        String after = "";
        int pages = 0;
        do {
            JsonNode page = get("&by=client&limit=3" + after);
            paged.addAll(rows(page, "t", "client", "kp"));
            after = page.has("next") ? "&after=" + page.get("next").asText() : "";
            pages++;
        } while (!after.isEmpty());

        assertEquals(5, pages);
        assertEquals(rows(get("&by=client"), "t", "client", "kp"), paged);
        assertEquals(14, paged.size());
    }

    /** Of these times quarter hours are kept, and the range begins within one. */
    @Test
    void aLongRangeWithoutFiveMinutesHasEachQuarterHourOnce() throws Exception {
        Instant first = Instant.now().minus(Duration.ofDays(40)).truncatedTo(ChronoUnit.HOURS);
        Path file = directory.resolve("old.db");
        ManualClock clock = new ManualClock(first);
        try (ActivityStore store = SqliteStore.open(file, clock, notice -> {})) {
            for (int i = 1; i <= 3 * 288; i++) {
                clock.advance(FIVE_MINUTES);
                Contribution each = new Contribution.Anonymous("desk", Counts.NONE.with(Count.KEY_PRESSES, 1));
                store.record(List.of(each));
            }
            clock.advance(Duration.ofDays(35));
            store.record(List.of(new Contribution.Anonymous("desk", Counts.NONE.with(Count.KEY_PRESSES, 1))));
        }
        try (RunningServer old = new RunningServer(file)) {
            Instant from = first.plus(Duration.ofMinutes(35));
            Instant to = first.plus(Duration.ofHours(65));
            JsonNode answer = new ObjectMapper()
                    .readTree(old.get("/api/v1/activity?from=" + from + "&to=" + to)
                            .body());

            List<String> starts = rows(answer, "t");
            assertEquals(258, starts.size(), "from 00:30 to 65:00");
            assertEquals(258, Set.copyOf(starts).size());
            assertEquals(Set.of("3"), Set.copyOf(rows(answer, "kp")));
            assertEquals(to.toEpochMilli(), answer.get("kept_from").longValue());
            assertEquals(at(0, 0).toEpochMilli(), get("").get("kept_from").longValue(), "of later days all are kept");
        }
    }

    @Test
    void theNextPageIsLinked() throws Exception {
        add("desk", at(9, 0), "\"total_kp\":1");
        add("desk", at(9, 5), "\"total_kp\":2");
        String path = "/api/v1/activity?limit=1&from=" + day;
        String link = header(server.get(path), "Link");

        assertTrue(link.startsWith("<" + path + "&after=") && link.endsWith(">; rel=\"next\""), link);
        String next = link.substring(1, link.indexOf('>'));
        assertEquals(
                List.of("2"), rows(new ObjectMapper().readTree(server.get(next).body()), "kp"));
        assertEquals("", header(server.get(next), "Link"));
    }

    @Test
    void csvHasTheSameRows() throws Exception {
        add("desk", at(9, 0), "\"total_kp\":3");
        add("=1+1", at(9, 0), "\"total_kp\":4");
        HttpResponse<String> answer = server.get("/api/v1/activity?format=csv&by=client&from=" + day);

        assertTrue(header(answer, "Content-Type").startsWith("text/csv"));
        List<String> lines = answer.body().lines().toList();
        assertEquals(
                "t,start,client,kp,kr,lc,mc,rc,oc,scroll,scroll120,hscroll120,mm,distance1000,active_ms,gaps",
                sorted(lines.get(0)));
        assertTrue(lines.get(1).contains(",\"'=1+1\",4,"), "a spreadsheet must not take it for a formula: " + lines);
        assertTrue(lines.get(2).contains(",\"desk\",3,"), lines::toString);
        assertEquals(3, lines.size());
    }

    /** The order of the counts is the order of {@code enum Count}; the test names them in the order of the documentation. */
    private static String sorted(String line) {
        List<String> expected = List.of(
                "t",
                "start",
                "client",
                "kp",
                "kr",
                "lc",
                "mc",
                "rc",
                "oc",
                "scroll",
                "scroll120",
                "hscroll120",
                "mm",
                "distance1000",
                "active_ms",
                "gaps");
        assertEquals(expected.size(), line.split(",").length, line);
        assertTrue(List.of(line.split(",")).containsAll(expected), line);
        return String.join(",", expected);
    }

    @Test
    void whatAReaderHasIsNotSentAgain() throws Exception {
        add("desk", at(9, 0), "\"total_kp\":1");
        String path = "/api/v1/activity?to=" + day.plusDays(1) + "&from=" + day;
        String tag = header(server.get(path), "ETag");

        HttpResponse<String> known = server.get(path, "If-None-Match", tag);
        assertEquals(304, known.statusCode());
        assertEquals("", known.body());
        assertEquals(tag, header(known, "ETag"));
        assertEquals(304, server.get(path, "If-None-Match", "\"x\", W/" + tag).statusCode());

        add("desk", at(9, 0), "\"total_kp\":1");
        assertEquals(200, server.get(path, "If-None-Match", tag).statusCode());
    }

    @Test
    void longAnswersAreCompressedForThoseWhoTakeIt() throws Exception {
        for (int i = 0; i < 12; i++) {
            add("desk", at(9, 5 * i), "\"total_kp\":" + i);
        }
        String path = "/api/v1/activity?to=" + day.plusDays(1) + "&from=" + day;
        String plain = server.get(path).body();
        HttpResponse<byte[]> compressed = server.bytes(path, "Accept-Encoding", "br;q=1, gzip");

        assertEquals("gzip", compressed.headers().firstValue("Content-Encoding").orElse(""));
        assertTrue(compressed.body().length < plain.length() / 3);
        try (GZIPInputStream gzip = new GZIPInputStream(new java.io.ByteArrayInputStream(compressed.body()))) {
            assertEquals(plain, new String(gzip.readAllBytes(), StandardCharsets.UTF_8));
        }
        String tag = compressed.headers().firstValue("ETag").orElse("");
        assertEquals(304, server.get(path, "If-None-Match", tag).statusCode());
        assertFalse(server.bytes(path, "Accept-Encoding", "gzip;q=0")
                .headers()
                .firstValue("Content-Encoding")
                .isPresent());
    }

    @Test
    void headHasTheHeadersAndNoBody() throws Exception {
        HttpResponse<String> head = server.send("HEAD", "/api/v1/activity?from=" + day + "&to=" + day);
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        assertEquals(header(server.get("/api/v1/activity?from=" + day + "&to=" + day), "ETag"), header(head, "ETag"));
    }

    @Test
    void wrongQueriesAreExplained() throws Exception {
        for (String query : List.of(
                "bucket=2m",
                "zone=Mars/Olympus",
                "zone=" + "x".repeat(200),
                "from=yesterday",
                "from=2026-02-30",
                "from=-1",
                "from=99999999999999999999",
                "to=9999999999999999",
                "from=2026-11-26&to=2026-11-25",
                "limit=0",
                "limit=10001",
                "limit=1e3",
                "after=x",
                "by=key",
                "format=xml",
                "unknown=1",
                "bucket=1h&bucket=1d",
                "client=%ff",
                "zone=%00")) {
            HttpResponse<String> answer = server.get("/api/v1/activity?" + query);
            assertEquals(400, answer.statusCode(), query + ": " + answer.body());
            assertTrue(answer.body().startsWith("{\"error\":\""), answer.body());
        }
    }
}
