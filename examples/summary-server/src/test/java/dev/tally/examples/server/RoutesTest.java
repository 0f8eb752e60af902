package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every route and every code, over sockets, on a real database. */
@Timeout(120)
class RoutesTest {
    private static final String OK = "{\"message\":\"ok\"}";
    private static final String ORIGINAL_PAYLOAD =
            "{\"timestamp_ms\":1775600941542,\"summary\":{\"total_lc\":1,\"total_rc\":2,\"total_mc\":3,"
                    + "\"total_scroll\":4,\"total_kp\":5,\"total_mm\":6}}";

    @TempDir
    private Path directory;

    @Test
    void healthIsOpenAndSaysOk() throws Exception {
        try (RunningServer server = open()) {
            assertAnswer(200, "{\"status\":\"ok\"}", server.get("/health"));
            assertEquals(200, server.send("HEAD", "/health").statusCode());
        }
    }

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
    void withNothingThereAreNoRows() throws Exception {
        try (RunningServer server = open()) {
            for (String query : List.of("", "?detail=1", "?detail=2", "?x")) {
                assertAnswer(200, "{\"rows\":[]}", server.get("/activity/summary" + query));
            }
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
    void brokenRequestsOfOneClientDoNotTouchThoseOfAnother() throws Exception {
        int honest = 4000;
        AtomicBoolean done = new AtomicBoolean();
        try (RunningServer server = open();
                ExecutorService hostile = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 2; i++) {
                Random random = new Random(i);
                hostile.submit(() -> {
                    while (!done.get()) {
                        try (Socket socket = server.connect()) {
                            socket.getOutputStream().write(broken(random));
                        }
                    }
                    return null;
                });
            }
            try {
                for (int i = 0; i < honest; i++) {
                    assertEquals("HTTP/1.1 200", statusOfOnePost(server), "request " + i);
                }
            } finally {
                done.set(true);
            }
            assertEquals(5L * honest, server.sum("kp"));
        }
    }

    /** A request with one byte changed, or no request at all. */
    private static byte[] broken(Random random) {
        byte[] bytes = head("Content-Length: 2");
        if (random.nextBoolean()) {
            bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
        } else {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static String statusOfOnePost(RunningServer server) throws IOException {
        try (Socket socket = server.connect()) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(head("Content-Length: " + ORIGINAL_PAYLOAD.length()));
            socket.getOutputStream().write(ORIGINAL_PAYLOAD.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
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
            assertEquals(429, server.get("/activity/summary").statusCode());
            long start = System.nanoTime();
            while (server.get("/activity/summary").statusCode() == 429) {
                assertTrue(System.nanoTime() - start < 20_000_000_000L, "still limited after 20 s");
            }
        }
    }

    @Test
    void clientsBehindATrustedProxyAreToldApart() throws Exception {
        List<Network> trusted = List.of(Network.parse("127.0.0.0/8"), Network.parse("10.0.0.0/8"));
        try (RunningServer server = new RunningServer(directory.resolve("a.db"), 1, Duration.ofSeconds(60), trusted)) {
            assertEquals(200, read(server, "1.2.3.4"));
            assertEquals(429, read(server, "1.2.3.4"));
            assertEquals(429, read(server, "1.2.3.4:5678, 10.0.0.7"), "proxies behind proxies are passed over");
            assertEquals(200, read(server, "1.2.3.5"));
            assertEquals(429, read(server, "9.9.9.9, 1.2.3.5"), "what a client says of itself is not believed");
            assertEquals(200, read(server, "2001:db8:1:1::1"));
            assertEquals(429, read(server, "[2001:db8:1:1:ffff::2]:99"), "one client has a whole /64");
            assertEquals(200, read(server, "nonsense"));
            assertEquals(429, read(server, "other nonsense"), "then it is the proxy itself");
        }
    }

    @Test
    void everyAnswerMayBeReadByAnyPage() throws Exception {
        try (RunningServer server = open()) {
            for (HttpResponse<String> answer : List.of(
                    server.get("/health"),
                    server.get("/activity/summary"),
                    server.post("x"),
                    server.postWithKey("x"),
                    server.get("/nowhere"),
                    server.get("/frames"),
                    server.get("/..%2f"))) {
                assertEquals("*", header(answer, "Access-Control-Allow-Origin"), answer.toString());
                assertEquals("application/json", header(answer, "Content-Type"));
                assertFalse(answer.headers().firstValue("Server").isPresent());
            }
        }
    }

    @Test
    void aBrowserMayAskForTheKeyToBeSent() throws Exception {
        try (RunningServer server = open()) {
            for (String path : List.of("/frames", "/activity/summary", "/health")) {
                HttpResponse<String> answer = server.send(
                        "OPTIONS",
                        path,
                        "Origin",
                        "https://page.example",
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        "authorization");
                assertEquals(204, answer.statusCode());
                assertEquals("*", header(answer, "Access-Control-Allow-Origin"));
                assertTrue(header(answer, "Access-Control-Allow-Headers").contains("Authorization"));
                assertTrue(header(answer, "Access-Control-Allow-Methods").contains("POST"));
            }
        }
    }

    @Test
    void unknownPathsAndMethodsAreSaidToBe() throws Exception {
        try (RunningServer server = open()) {
            for (String path : List.of("/", "/frame", "/frames/", "/activity", "/health/x", "/FRAMES")) {
                assertAnswer(404, "{\"error\":\"not_found\"}", server.get(path));
            }
            for (String method : List.of("PUT", "DELETE", "PATCH", "GET")) {
                HttpResponse<String> answer = server.send(method, "/frames");
                assertAnswer(405, "{\"error\":\"method_not_allowed\"}", answer);
                assertEquals("POST, OPTIONS", header(answer, "Allow"));
            }
            assertEquals(405, server.send("POST", "/health").statusCode());
            assertEquals(405, server.send("POST", "/activity/summary").statusCode());
        }
    }

    @Test
    void optionsNamesTheMethodsAndAllowsTheHeadersThatAreAskedFor() throws Exception {
        try (RunningServer server = open()) {
            HttpResponse<String> asked = server.send(
                    "OPTIONS",
                    "/frames",
                    "Access-Control-Request-Method",
                    "POST",
                    "Access-Control-Request-Headers",
                    "x-requested-with, authorization");
            assertEquals(204, asked.statusCode());
            assertEquals("POST, OPTIONS", header(asked, "Allow"));
            assertTrue(
                    header(asked, "Access-Control-Allow-Headers").contains("x-requested-with"), asked.headers() + "");
            assertEquals("GET, HEAD, OPTIONS", header(server.send("OPTIONS", "/activity/summary"), "Allow"));
            assertEquals("GET, HEAD, OPTIONS", header(server.send("DELETE", "/health"), "Allow"));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / FOO\r\n\r\n",
                "\r\n\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "\u0000\u0001\u0002\u0003\r\n\r\n",
                "POST /frames HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /frames HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /frames HTTP/1.1\r\nHost: x\r\nAuthorization: test-key\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void whatIsNoHttpHarmsNobody(String bytes) throws Exception {
        try (RunningServer server = open();
                Socket socket = server.connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertTrue(
                    answer.isEmpty() || answer.startsWith("HTTP/1.1 4") || answer.startsWith("HTTP/1.1 505"), answer);
            assertFalse(answer.contains("<html"), answer);
            assertFalse(answer.contains("jetty"), answer);
            assertEquals(200, server.get("/health").statusCode());
        }
    }

    @Test
    void whatWasTakenIsThereAfterARestart() throws Exception {
        String frame = frame("desk", UUID.randomUUID(), 1, 7);
        try (RunningServer server = open()) {
            assertAnswer(200, OK, server.postWithKey(frame));
        }
        try (RunningServer server = open()) {
            assertEquals(7, server.sum("kp"));
            assertAnswer(200, OK, server.postWithKey(frame));
            assertEquals(7, server.sum("kp"));
        }
    }

    @Test
    void aDatabaseOfTheOriginalIsServedAndGoesOn() throws Exception {
        makeDatabaseOfTheOriginal();
        try (RunningServer server = open()) {
            JsonNode rows = server.rows("/activity/summary");
            assertEquals(3, rows.size());
            for (int i = 0; i < rows.size(); i++) {
                assertEquals(0, rows.get(i).get("t").longValue() % 300_000);
                assertTrue(i == 0
                        || rows.get(i).get("t").longValue()
                                > rows.get(i - 1).get("t").longValue());
            }
            server.postWithKey(ORIGINAL_PAYLOAD);
            assertEquals(17, server.sum("kp"));
        }
        try (Connection original = database();
                Statement statement = original.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*), sum(kp) FROM activity_summaries")) {
            assertEquals(5, rows.getLong(1), "31 days old is removed");
            assertEquals(21, rows.getLong(2));
        }
    }

    @Test
    void stoppingReturnsWithinTwoSecondsWhateverClientsDo() throws Exception {
        RunningServer server = open();
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sockets.add(server.connect()); // says nothing
            Socket stalled = server.connect();
            stalled.getOutputStream().write(head("Content-Length: 100"));
            sockets.add(stalled);
        }
        server.postWithKey(ORIGINAL_PAYLOAD);
        long start = System.nanoTime();
        server.close();
        long millis = (System.nanoTime() - start) / 1_000_000;

        assertTrue(millis < 2000, "took " + millis + " ms");
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private RunningServer open() throws Exception {
        return new RunningServer(directory.resolve("a.db"));
    }

    private Connection database() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.db"));
    }

    private void makeDatabaseOfTheOriginal() throws Exception {
        long now = System.currentTimeMillis();
        try (Connection original = database();
                Statement statement = original.createStatement()) {
            statement.executeUpdate("CREATE TABLE activity_summaries (id INTEGER PRIMARY KEY AUTOINCREMENT, "
                    + "received_at_ms INTEGER NOT NULL, lc INTEGER NOT NULL, rc INTEGER NOT NULL, mc INTEGER NOT NULL, "
                    + "kp INTEGER NOT NULL, mm INTEGER NOT NULL)");
            statement.executeUpdate("CREATE INDEX idx_received ON activity_summaries (received_at_ms)");
            for (long age : new long[] {0, 3_600_000, 13L * 86_400_000, 15L * 86_400_000, 31L * 86_400_000}) {
                statement.executeUpdate("INSERT INTO activity_summaries (received_at_ms, lc, rc, mc, kp, mm) VALUES ("
                        + (now - age) + ", 1, 2, 3, 4, 5)");
            }
        }
    }

    private static int read(RunningServer server, String forwardedFor) throws Exception {
        return server.get("/activity/summary", "X-Forwarded-For", forwardedFor).statusCode();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static void assertAnswer(int status, String body, HttpResponse<String> answer) {
        assertEquals(status + " " + body, answer.statusCode() + " " + answer.body());
    }

    static byte[] head(String... headers) {
        return ("POST /frames HTTP/1.1\r\nHost: x\r\nAuthorization: " + RunningServer.KEY + "\r\n"
                        + String.join("\r\n", headers) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static String frame(String source, UUID run, long number, long keys) {
        long now = System.currentTimeMillis();
        return "{\"timestamp_ms\":" + now + ",\"summary\":{\"total_kp\":" + keys + ",\"total_scroll\":3},\"source\":\""
                + source + "\",\"run\":\"" + run + "\",\"first\":" + number + ",\"last\":" + number + ",\"start_ms\":"
                + (now - 1) + ",\"end_ms\":" + now + "}";
    }
}
