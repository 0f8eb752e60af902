package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code bin/demo --dashboard}: from one command to a page with a month of counts. */
@Timeout(120)
class DashboardDemoIT {
    private static final Path DEMO = Path.of("../../bin/demo").toAbsolutePath().normalize();
    private static final Pattern DASHBOARD = Pattern.compile("^dashboard (http://\\S+/)$");
    private static final Pattern NEVER = Pattern.compile("(?!)");

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<String> get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private JsonNode totals(URI page) throws Exception {
        return new ObjectMapper().readTree(get(page.resolve("/api/v1/totals")).body());
    }

    /** Reads the server's events up to the first change. */
    private void awaitChange(URI page) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(page.resolve("/api/v1/events")).build();
        try (Stream<String> lines = http.send(request, BodyHandlers.ofLines()).body()) {
            assertTrue(lines.anyMatch("event: changed"::equals));
        }
    }

    @Test
    void aMonthIsServedAndGoesOn() throws Exception {
        CompletableFuture<String> address = new CompletableFuture<>();
        try (Child demo = new Child(DEMO, List.of("--dashboard"), Map.of("TALLY_NO_BUILD", "1"), NEVER, line -> {
            Matcher matcher = DASHBOARD.matcher(line);
            if (matcher.find()) {
                address.complete(matcher.group(1));
            }
        })) {
            URI page = URI.create(address.get(60, TimeUnit.SECONDS));

            HttpResponse<String> answer = get(page);
            assertEquals(200, answer.statusCode(), answer.body());
            assertTrue(answer.body().contains("<title>Tally</title>"), answer.body());
            JsonNode totals = totals(page);
            assertTrue(totals.at("/streak/active_days").intValue() >= 20, totals::toString);
            long before = totals.at("/periods/lifetime/kp").longValue();
            assertTrue(before > 100_000, totals::toString);
            awaitChange(page);
            assertTrue(totals(page).at("/periods/lifetime/kp").longValue() > before, "the client adds counts");
            demo.stop();
        }
    }
}
