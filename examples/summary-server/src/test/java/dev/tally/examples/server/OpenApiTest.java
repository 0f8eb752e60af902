package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API is what the server does: its paths, its answers, and its answers to anything at all. */
@Timeout(120)
class OpenApiTest {
    /** What belongs to the page and not to the API. */
    private static final Set<String> PAGE = Set.of("/", "/dashboard.js", "/dashboard.css", "/icon.svg");

    private static final String EVENTS = "/api/v1/events";
    private static final List<String> JUNK = List.of(
            "",
            "0",
            "-1",
            "1e9",
            "99999999999999999999999",
            "NaN",
            "null",
            "true",
            "2026-13-45",
            "0001-01-01",
            "+1000000000-01-01T00:00Z",
            "2026-11-26T25:00",
            "\u0000",
            "\ud83d\ude00",
            "a'b\"c<d>",
            "%",
            "../../etc/passwd",
            "' OR 1=1 --",
            ":",
            "0:",
            "99999999999999:x",
            "GMT+99:99",
            "x".repeat(3000));

    @TempDir
    private Path directory;

    private RunningServer server;
    private ApiDescription description;

    @BeforeEach
    void start() throws Exception {
        server = new RunningServer(directory.resolve("a.db"));
        description = new ApiDescription(server.get("/openapi.yaml").body());
        Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
        UUID run = UUID.randomUUID();
        for (int day = 0; day < 20; day++) {
            Instant start = hourAgo.minus(Duration.ofDays(day));
            server.postWithKey(Requests.interval(
                    "desk", run, day + 1, start, Duration.ofMinutes(20), "\"total_kp\":1000,\"gaps\":1"));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyPathAndMethodIsDescribedAndNoOther() {
        Map<String, Set<String>> served = new TreeMap<>();
        server.methodsByPath().forEach((path, methods) -> {
            Set<String> described = new TreeSet<>(methods);
            described.remove("HEAD");
            if (!PAGE.contains(path)) {
                served.put(path, described);
            }
        });
        assertEquals(served, description.methodsByPath());
        assertEquals(List.of(), description.danglingReferences());
    }

    @Test
    void answersAreAsDescribed() throws Exception {
        for (String path : List.of(
                "/health",
                "/health?full",
                "/metrics",
                "/activity/summary",
                "/activity/summary?detail=1",
                "/api/v1/activity?by=client&limit=1",
                "/api/v1/activity?bucket=1d&client=desk&zone=Asia/Kathmandu",
                "/api/v1/activity?format=csv",
                "/api/v1/totals?client=desk",
                "/api/v1/clients?zone=America/New_York",
                "/badge.svg",
                "/openapi.yaml")) {
            HttpResponse<String> answer = server.get(path);
            assertEquals(200, answer.statusCode(), path);
            assertEquals("", description.problem(path.split("\\?")[0], "get", answer), path);
        }
        assertEquals("", description.problem("/frames", "post", server.post("{}")));
        assertEquals("", description.problem("/frames", "post", server.postWithKey("x")));
        assertEquals("", description.problem("/frames", "post", server.postWithKey(Requests.ORIGINAL_PAYLOAD)));
    }

    @Test
    void anAnswerThatIsNotAsDescribedIsNoticed() throws Exception {
        assertTrue(description
                .problem("/api/v1/totals", "get", server.get("/health"))
                .contains("required"));
    }

    @Test
    void anyQueryIsAnsweredAsDescribed() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (String path : description.methodsByPath().keySet()) {
            List<ApiDescription.Parameter> parameters = description.parameters(path);
            for (int i = 0; i < (parameters.isEmpty() || path.equals(EVENTS) ? 0 : 150); i++) {
                String query = path + "?" + query(parameters, random);
                HttpResponse<String> answer = server.get(query);
                assertEquals("", description.problem(path, "get", answer), query + " with seed " + seed);
            }
        }
    }

    private static String query(List<ApiDescription.Parameter> parameters, Random random) {
        List<String> query = new ArrayList<>();
        for (ApiDescription.Parameter parameter : parameters) {
            int kind = random.nextInt(4);
            if (kind == 0) {
                query.add(parameter.name() + "=" + encoded(JUNK.get(random.nextInt(JUNK.size()))));
            } else if (kind == 1) {
                query.add(parameter.name() + "=" + encoded(valid(parameter.schema(), random)));
            }
        }
        if (random.nextInt(10) == 0) {
            query.add(List.of("x=1", "=", "&&", "%ff", "from", "client=%C3%28").get(random.nextInt(6)));
        }
        return String.join("&", query);
    }

    private static String valid(JsonNode schema, Random random) {
        JsonNode choices = schema.has("enum") ? schema.get("enum") : schema.path("examples");
        if (!choices.isEmpty()) {
            return choices.get(random.nextInt(choices.size())).asText();
        }
        return schema.has("maximum")
                ? "" + (1 + random.nextInt(schema.get("maximum").intValue()))
                : "desk";
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
