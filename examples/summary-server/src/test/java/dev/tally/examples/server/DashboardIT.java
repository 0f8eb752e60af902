package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of the packaged server in Chromium: what it shows is what was counted, on every width and theme. */
@Timeout(180)
class DashboardIT {
    private static final Path FOLDER = Path.of("src/test/web").toAbsolutePath();
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin"); // the browser's
    private static final String KEY = "dashboard-key";
    private static final int MOST_BYTES = 250_000;

    private final LocalDate today = LocalDate.now(ZONE);
    private final UUID run = UUID.randomUUID();
    private final HttpClient client = HttpClient.newHttpClient();
    private long number;

    @TempDir
    private Path directory;

    @BeforeAll
    static void install() throws Exception {
        NodeProgram.install(FOLDER);
    }

    private ServerProcess server(String... arguments) throws IOException {
        return new ServerProcess(
                directory, Map.of("SERVER_API_KEY", KEY, "GET_RATE_LIMIT_MAX_REQUESTS", "100000"), arguments);
    }

    private void add(URI server, String source, Instant start, String summary) throws Exception {
        String frame = Requests.interval(source, run, ++number, start, Duration.ofSeconds(1), summary);
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/frames"))
                .header("Authorization", KEY)
                .POST(BodyPublishers.ofString(frame))
                .build();
        assertEquals(Requests.OK, client.send(request, BodyHandlers.ofString()).body());
    }

    private Instant at(int daysAgo, int hour) {
        return today.minusDays(daysAgo).atTime(hour, 0).atZone(ZONE).toInstant();
    }

    /** Adds what is compared below: today, which may have only just begun, and some days before. */
    private void fill(URI server) throws Exception {
        Instant midnight = today.atStartOfDay(ZONE).toInstant();
        add(
                server,
                "desk",
                midnight,
                "\"total_kp\":1200,\"total_lc\":30,\"total_mc\":4,\"total_rc\":5,\"total_oc\":6,\"total_scroll\":700,"
                        + "\"distance1000\":3779527559,\"active_ms\":3900000");
        add(server, "laptop", midnight, "\"total_kp\":34");
        add(server, "desk", at(1, 10), "\"total_kp\":5000,\"total_lc\":10,\"active_ms\":60000");
        add(server, "desk", at(2, 10), "\"total_kp\":7000");
        add(server, "desk", at(3, 10), "\"total_kp\":6000,\"gaps\":2");
    }

    private JsonNode look(URI page, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("node", FOLDER.resolve("look.js").toString(), "--url", page.toString()));
        command.addAll(List.of(options));
        return new ObjectMapper().readTree(NodeProgram.run(command));
    }

    private static void assertIsWellMade(JsonNode seen) {
        assertEquals("[]", seen.get("errors").toString(), "the console has");
        assertEquals("[]", seen.get("violations").toString(), "axe-core found");
        assertEquals("[]", seen.get("clipped").toString(), "text does not fit");
        assertTrue(seen.get("overflow").intValue() <= 0, "the page is wider than the window");
        assertTrue(seen.get("shifts").doubleValue() < 0.01, () -> "what was shown moved: " + seen.get("shifted"));
        assertTrue(seen.get("bytes").intValue() < MOST_BYTES, seen.get("bytes")::toString);
    }

    private static String text(JsonNode seen, String id) {
        return seen.get("texts").path(id).asText();
    }

    @Test
    void theNumbersAreTheInjectedOnes() throws Exception {
        try (ServerProcess server = server()) {
            URI page = server.uri("/");
            fill(page);

            JsonNode seen = look(page, "--screenshot", "target/dashboard-light-1440.png", "--keyboard");

            assertIsWellMade(seen);
            assertEquals("1,234", text(seen, "today-keys"));
            assertEquals("45", text(seen, "today-clicks"));
            assertEquals("700", text(seen, "today-scroll"));
            assertEquals("1 km", text(seen, "today-distance"), "3,779,527.559 pixels at 96 dots per inch");
            assertEquals("1 h 05 m", text(seen, "today-active"));
            assertEquals("5,000", text(seen, "yesterday-keys"));
            assertEquals("6,000", text(seen, "usual-keys"), "the median of 5,000, 7,000 and 6,000");
            assertEquals("12 AM", text(seen, "today-best"));
            assertEquals("19,234", text(seen, "lifetime-keys-total"));
            assertEquals("4 days", text(seen, "streak-current"));
            assertEquals("desk", seen.at("/clients/0/0").asText());
            assertEquals("1,200", seen.at("/clients/0/1").asText(), "in the range of the chart, which is today");
            assertTrue(
                    seen.at("/keyboard/first").asText().endsWith(": 247 keys a minute"),
                    seen.get("keyboard")::toString);
            assertTrue(seen.at("/keyboard/after").asText().endsWith(": no counts"), seen.get("keyboard")::toString);
            assertEquals("?range=week", seen.at("/keyboard/address").asText());
            assertEquals("", seen.at("/keyboard/back").asText());
        }
    }

    @Test
    void aPhoneInTheDarkShowsTheRangeOfTheAddress() throws Exception {
        try (ServerProcess server = server()) {
            URI page = server.uri("/?range=month&client=desk");
            fill(page);

            JsonNode seen =
                    look(page, "--width", "360", "--theme", "dark", "--screenshot", "target/dashboard-dark-360.png");

            assertIsWellMade(seen);
            assertEquals("rgb(18, 17, 27)", seen.get("dark").asText());
            assertEquals("1,200", text(seen, "today-keys"));
            assertEquals("Keys per day", text(seen, "chart-title"));
            assertEquals("19,200", seen.at("/clients/0/1").asText());
            assertTrue(text(seen, "chart-note").startsWith("Amber:"), text(seen, "chart-note"));
            DayOfWeek day = today.minusDays(1).getDayOfWeek();
            assertTrue(
                    seen.at("/heat").has(day.ordinal() + "/10"),
                    () -> "no keys at 10 of " + day + ": " + seen.get("heat"));
            String csv = client.send(
                            HttpRequest.newBuilder(page.resolve(seen.get("csv").asText()))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertEquals(5, csv.lines().count(), csv);
            assertTrue(csv.contains("T00:00+0"), csv);
        }
    }

    @Test
    void desksAndPhonesHaveBothThemes() throws Exception {
        try (ServerProcess server = server()) {
            URI page = server.uri("/?range=week&measure=active");
            fill(page);

            assertIsWellMade(look(page, "--theme", "dark", "--screenshot", "target/dashboard-dark-1440.png"));
            assertIsWellMade(look(page, "--width", "360", "--screenshot", "target/dashboard-light-360.png"));
        }
    }

    @Test
    void aDayOfWhichFiveMinutesAreNoLongerKeptIsShownByHours() throws Exception {
        try (ServerProcess server = server()) {
            add(server.uri("/"), "desk", at(10, 10), "\"total_kp\":7200");
            add(server.uri("/"), "desk", at(2, 10), "\"total_kp\":7200");
        }
        try (ServerProcess server = server("--retention-days", "7")) {
            JsonNode old = look(server.uri("/?at=" + today.minusDays(10)));
            JsonNode kept = look(server.uri("/?at=" + today.minusDays(2)));

            assertTrue(old.get("chart").asText().endsWith(": 120 keys a minute"), old.get("chart")::asText);
            assertTrue(kept.get("chart").asText().endsWith(": 1,440 keys a minute"), kept.get("chart")::asText);
        }
    }

    @Test
    void thePageFillsByItselfWhenTheFirstCountsCome() throws Exception {
        try (ServerProcess server = server()) {
            URI page = server.uri("/");
            String frame = Requests.interval(
                    "desk", run, 1, today.atStartOfDay(ZONE).toInstant(), Duration.ofSeconds(1), "\"total_kp\":77");

            JsonNode seen = look(page, "--live-body", frame, "--live-key", KEY, "--live-text", "77");

            assertEquals("empty", seen.get("state").asText());
            assertEquals(200, seen.get("liveStatus").intValue());
            assertEquals("77", text(seen, "today-keys"));
            assertEquals("[]", seen.get("errors").toString());
        }
    }

    @Test
    void withoutCountsThePageSaysHowToConnectAClient() throws Exception {
        try (ServerProcess server = server()) {
            URI page = server.uri("/");

            JsonNode seen = look(page, "--screenshot", "target/dashboard-empty.png");

            assertIsWellMade(seen);
            assertEquals("empty", seen.get("state").asText());
            assertEquals(0, seen.get("cards").intValue());
            assertEquals(
                    "API_URL=" + page.resolve("/frames") + " API_KEY_FILE=key bin/activity-client run",
                    text(seen, "connect"));
        }
    }

    @Test
    void aServerThatNeedsAKeyIsReadAfterItIsGiven() throws Exception {
        try (ServerProcess server = server("--summary-access", "key")) {
            URI page = server.uri("/");
            fill(page);
            assertEquals(401, status(page.resolve("/api/v1/activity")));
            assertEquals(401, status(page.resolve("/api/v1/events")));
            assertEquals(200, status(page.resolve("/openapi.yaml")));

            JsonNode seen = look(page, "--key", KEY);

            assertEquals("1,234", text(seen, "today-keys"));
            assertEquals("Live", text(seen, "status"));
        }
    }

    @Test
    void aKeyThatIsNotGivenIsNotRemembered() throws Exception {
        try (ServerProcess server = server("--summary-access", "key")) {
            URI page = server.uri("/");
            fill(page);

            JsonNode seen = look(page, "--escape", "--key", KEY);

            assertTrue(seen.get("stored").isNull(), seen.get("stored")::toString);
            assertEquals("1,234", text(seen, "today-keys"));
        }
    }

    private int status(URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
