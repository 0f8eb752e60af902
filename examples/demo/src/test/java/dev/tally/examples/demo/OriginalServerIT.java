package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client delivers to the server of the activity monitor that it replaces, by that server's own rules. */
@Timeout(60)
class OriginalServerIT {
    private static final String[] FIELDS = {"total_lc", "total_rc", "total_mc", "total_scroll", "total_kp", "total_mm"};

    private final Map<String, Long> sums = new ConcurrentHashMap<>();
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    private Path directory;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/frames", this::frames);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** POST only; the key, bare or as a bearer token; a JSON object whose fields are counted as the original counts them. */
    private void frames(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = json.readTree(exchange.getRequestBody().readAllBytes());
            String key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            if (!key.equals(Apps.KEY) && !key.equals("Bearer " + Apps.KEY)) {
                answer(exchange, 401, "{\"error\":\"unauthorized\"}");
            } else if (!exchange.getRequestMethod().equals("POST") || !body.isObject()) {
                answer(exchange, 400, "{\"error\":\"invalid_json\"}");
            } else {
                assertTrue(body.path("timestamp_ms").isIntegralNumber(), body::toString);
                for (String field : FIELDS) {
                    JsonNode value = body.path("summary").path(field);
                    sums.merge(field, value.isIntegralNumber() ? value.asLong() : 0, Long::sum);
                }
                answer(exchange, 200, "{\"message\":\"ok\"}");
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Test
    void itTakesEverythingThatWasCounted() throws Exception {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/frames";
        String script = "keys 300; click left 30; click middle 10; click right 20; wheel -40; move 200 1 1";
        List<String> options = List.of(
                "--no-spool",
                "--backend=simulated",
                "--capture=simulated.rate=200",
                "--capture=simulated.script=" + script);
        try (Child client = Apps.client(url, directory.resolve("run"), options)) {
            client.ready();
            Eventually.isTrue("every move is delivered", () -> sums.getOrDefault("total_mm", 0L) >= 200);
            assertEquals(0, client.stop(), client::errors);
        }
        Map<String, Long> expected = new LinkedHashMap<>();
        expected.put("total_kp", 300L);
        expected.put("total_lc", 30L);
        expected.put("total_mc", 10L);
        expected.put("total_rc", 20L);
        expected.put("total_scroll", 40L);
        expected.put("total_mm", 200L);
        assertEquals(expected, new LinkedHashMap<>(sums));
    }
}
