package dev.tally.sink.http;

import static dev.tally.sink.http.ScriptedServer.answer;
import static dev.tally.sink.http.ScriptedServer.raw;
import static dev.tally.sink.http.ScriptedServer.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.http.ScriptedServer.Reply;
import dev.tally.sink.http.ScriptedServer.Request;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpSinkTest {
    private static final String KEY = "s3cr3t-key";
    private static final UUID RUN = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");
    private static final Instant NOW = Instant.parse("2026-04-07T22:29:01.542Z");
    private static final ActivityInterval INTERVAL =
            new ActivityInterval(RUN, 12, 14, NOW.minusSeconds(30), NOW, Counts.of(count -> count.ordinal() + 1));

    @Test
    void postsThePayloadWithKeyAndIdentity() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                HttpSink sink = sink(server)) {
            sink.write(INTERVAL);

            Request request = server.requests.get(0);
            assertEquals("POST /frames HTTP/1.1", request.line());
            assertEquals(KEY, request.headers().get("Authorization"));
            assertEquals(RUN + "/12-14", request.headers().get("Idempotency-Key"));
            assertEquals("application/json", request.headers().get("Content-Type"));
            assertNull(request.headers().get("Upgrade"));
            assertTrue(
                    request.body()
                            .startsWith("{\"timestamp_ms\":" + NOW.toEpochMilli() + ",\"summary\":{\"total_lc\":3,"),
                    request.body());
            assertTrue(
                    request.body().contains("\"source\":\"desk\",\"run\":\"" + RUN + "\",\"first\":12"),
                    request.body());
        }
    }

    @Test
    void withoutAKeySendsNoAuthorization() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                HttpSink sink = HttpSink.to(server.uri()).build()) {
            sink.write(INTERVAL);

            assertNull(server.requests.get(0).headers().get("Authorization"));
        }
    }

    @Test
    void leavesNoThreadBehindAnAttempt() throws Exception {
        try (ScriptedServer server = new ScriptedServer(answer("200 OK"), raw(""), answer("500 Error"));
                HttpSink sink = sink(server)) {
            sink.write(INTERVAL);
            assertEquals(List.of(), clientThreads());
            assertThrows(SinkException.class, () -> sink.write(INTERVAL));
            assertEquals(List.of(), clientThreads());
            assertThrows(SinkException.class, () -> sink.write(INTERVAL));
            assertEquals(List.of(), clientThreads());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "201 Created", "202 Accepted", "204 No Content", "299 Whatever"})
    void everyStatusOfSuccessIsSuccess(String status) throws Exception {
        boolean bodiless = status.startsWith("204");
        Reply reply = bodiless ? raw("HTTP/1.1 " + status + "\r\n\r\n") : answer(status);
        try (ScriptedServer server = new ScriptedServer(reply);
                HttpSink sink = sink(server)) {
            sink.write(INTERVAL);

            assertEquals(1, server.requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"408 T", "429 Many", "500 Error", "502 Bad", "503 Busy", "504 Late", "599 X"})
    void whatMayPassByItselfIsLeftToTheCallersBackoff(String status) throws Exception {
        SinkException failure = failure(answer(status));

        assertEquals(Optional.empty(), failure.retryAfter());
        assertTrue(failure.getMessage().contains(": " + status.substring(0, 3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"429 Many", "503 Busy", "500 Error", "408 T"})
    void theServersPauseIsKept(String status) throws Exception {
        assertEquals(
                Optional.of(Duration.ofSeconds(7)),
                failure(answer(status, "Retry-After: 7")).retryAfter());
        assertEquals(
                Optional.of(Duration.ofMillis(58_458)),
                failure(answer(status, "Retry-After: Tue, 07 Apr 2026 22:30:00 GMT"))
                        .retryAfter());
    }

    @Test
    void aPauseThatCannotBeMeantIsBoundedOrIgnored() throws Exception {
        assertEquals(Optional.of(Duration.ofHours(1)), pause("86400"));
        assertEquals(Optional.of(Duration.ofHours(1)), pause("99999999999999999999999999"));
        assertEquals(Optional.of(Duration.ofHours(1)), pause("Tue, 07 Apr 2099 22:30:00 GMT"));
        assertEquals(Optional.of(Duration.ZERO), pause("Mon, 06 Apr 2026 22:30:00 GMT"));
        assertEquals(Optional.of(Duration.ZERO), pause("0"));
        for (String nonsense : new String[] {"-5", "soon", "", "1.5", "Tue, 99 Apr 2026 22:30:00 GMT"}) {
            assertEquals(Optional.empty(), pause(nonsense), nonsense);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"400 Bad", "401 Who", "403 No", "404 Where", "409 Twice", "413 Big", "415 Zip", "422 What"})
    void whatAPersonMustMendIsKeptAndRetriedSlowly(String status) throws Exception {
        SinkException failure = failure(answer(status));

        assertEquals(Optional.of(Duration.ofSeconds(30)), failure.retryAfter());
        assertTrue(failure.getMessage().contains("check"), failure.getMessage());
    }

    @Test
    void a401SaysWhatToCheck() throws Exception {
        try (ScriptedServer server = new ScriptedServer(answer("401 U"));
                HttpSink sink = sink(server)) {
            SinkException failure = assertThrows(SinkException.class, () -> sink.write(INTERVAL));

            assertEquals(
                    "POST " + server.uri() + ": 401, check the API key: the server does not accept it; interval " + RUN
                            + "/12-14 kept",
                    failure.getMessage());
        }
    }

    @Test
    void nobodyListening() throws Exception {
        int port = FreePort.find();
        try (HttpSink sink = HttpSink.to(URI.create("http://127.0.0.1:" + port + "/frames"))
                .apiKey(KEY)
                .build()) {
            SinkException failure = assertThrows(SinkException.class, () -> sink.write(INTERVAL));

            assertTrue(
                    failure.getMessage().contains("cannot connect; is the server running there?"),
                    failure.getMessage());
            assertEquals(Optional.empty(), failure.retryAfter());
        }
    }

    @Test
    void anUnknownHostIsNamedAsSuch() {
        try (HttpSink sink =
                HttpSink.to(URI.create("http://nowhere.invalid/frames")).build()) {
            SinkException failure = assertThrows(SinkException.class, () -> sink.write(INTERVAL));

            assertTrue(failure.getMessage().contains("no host of this name is known"), failure.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/1.1 2",
                "HTTP/1.1 abc OK\r\n\r\n",
                "\u0000\u0001\u0002"
            })
    void garbageOrAClosedConnectionIsNoAnswer(String bytes) throws Exception {
        SinkException failure = failure(raw(bytes));

        assertTrue(failure.getMessage().contains("interval " + RUN + "/12-14 kept"), failure.getMessage());
        assertEquals(Optional.empty(), failure.retryAfter());
    }

    @Test
    void aServerThatNeverAnswersCostsTheTimeoutAndNoMore() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Reply silence = (request, connection) -> await(over);
        try (ScriptedServer server = new ScriptedServer(silence);
                HttpSink sink = HttpSink.to(server.uri())
                        .timeout(Duration.ofMillis(300))
                        .build()) {
            SinkException failure = assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> assertThrows(SinkException.class, () -> sink.write(INTERVAL)));
            assertTrue(failure.getMessage().contains("no answer within 300 ms"), failure.getMessage());

            Eventually.isTrue("a later attempt is as good as new", () -> accepts(sink));
        } finally {
            over.countDown();
        }
    }

    private static boolean accepts(HttpSink sink) {
        try {
            sink.write(INTERVAL);
            return true;
        } catch (SinkException e) {
            return false; // this machine was slow
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anAcceptedIntervalIsAcceptedEvenIfTheBodyNeverCame() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Reply stalled = (request, connection) -> {
            send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
            await(over);
        };
        try (ScriptedServer server = new ScriptedServer(stalled);
                HttpSink sink =
                        HttpSink.to(server.uri()).timeout(Duration.ofSeconds(3)).build()) {
            sink.write(INTERVAL);

            assertEquals(1, server.requests.size());
        } finally {
            over.countDown();
        }
    }

    @Test
    void aBodyCutShortAfterSuccessIsSuccess() throws Exception {
        try (ScriptedServer server = new ScriptedServer(raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"));
                HttpSink sink = sink(server)) {
            sink.write(INTERVAL);

            assertEquals(1, server.requests.size());
        }
    }

    @Test
    void anEndlessBodyIsNotReadToItsEnd() throws Exception {
        Reply endless = (request, connection) -> {
            send(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) { // until the client closes
                send(connection, "10000\r\n" + "x".repeat(65536) + "\r\n");
            }
        };
        try (ScriptedServer server = new ScriptedServer(endless);
                HttpSink sink = sink(server)) {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> sink.write(INTERVAL));
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> sink.write(INTERVAL));
        }
    }

    @Test
    void anEndlessHeadIsAFailure() throws Exception {
        Reply endless = (request, connection) -> {
            send(connection, "HTTP/1.1 200 OK\r\n");
            while (true) {
                send(connection, "X-More: " + "x".repeat(8192) + "\r\n");
            }
        };
        failure(endless);
    }

    @Test
    void aResponseSwallowedAfterTheCommitBringsTheSameIdentityAgain() throws Exception {
        Reply swallow = (request, connection) -> connection.close();
        try (ScriptedServer server = new ScriptedServer(swallow);
                HttpSink sink = sink(server)) {
            assertThrows(SinkException.class, () -> sink.write(INTERVAL));
            sink.write(INTERVAL);

            assertEquals(2, server.requests.size());
            assertEquals(server.requests.get(0).body(), server.requests.get(1).body());
            assertEquals(
                    server.requests.get(0).headers().get("Idempotency-Key"),
                    server.requests.get(1).headers().get("Idempotency-Key"));
        }
    }

    @Test
    void anInterruptEndsTheWaitAtOnce() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Reply silence = (request, connection) -> {
            asked.countDown();
            await(over);
        };
        AtomicReference<Throwable> end = new AtomicReference<>();
        try (ScriptedServer server = new ScriptedServer(silence);
                HttpSink sink = HttpSink.to(server.uri())
                        .timeout(Duration.ofMinutes(10))
                        .build()) {
            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    sink.write(INTERVAL);
                } catch (Exception e) {
                    end.set(e);
                }
            });
            asked.await();
            writer.interrupt();
            writer.join(Duration.ofSeconds(20));

            assertEquals(InterruptedException.class, end.get().getClass());
            assertTimeoutPreemptively(Duration.ofSeconds(10), sink::close);
        } finally {
            over.countDown();
        }
    }

    @Test
    void theKeyIsInNoTextAnywhere() throws Exception {
        Reply echo = (request, connection) -> send(
                connection,
                "HTTP/1.1 401 " + request.headers().get("Authorization") + "\r\nWWW-Authenticate: " + KEY
                        + "\r\nContent-Length: " + KEY.length() + "\r\n\r\n" + KEY);
        for (Reply reply : new Reply[] {echo, answer("500 " + KEY), raw(""), raw(KEY)}) {
            StringWriter trace = new StringWriter();
            failure(reply).printStackTrace(new PrintWriter(trace));
            assertFalse(trace.toString().contains(KEY), trace.toString());
        }
        try (HttpSink sink = HttpSink.to(URI.create("http://127.0.0.1:9/frames?key=" + KEY))
                .apiKey(KEY)
                .build()) {
            assertEquals("http http://127.0.0.1:9/frames", sink.name());
        }
    }

    @Test
    void closeIsIdempotent() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            HttpSink sink = sink(server);
            sink.write(INTERVAL);
            sink.close();
            sink.close();
        }
    }

    /** Those that live on; a worker that has done its work may be seen for a moment. */
    private static List<String> clientThreads() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("HttpClient-")) {
                thread.join(Duration.ofSeconds(5));
            }
        }
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("HttpClient-"))
                .toList();
    }

    private static HttpSink sink(ScriptedServer server) {
        return HttpSink.to(server.uri())
                .apiKey(KEY)
                .source("desk")
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .build();
    }

    private static Optional<Duration> pause(String retryAfter) throws IOException {
        return failure(answer("503 Busy", "Retry-After: " + retryAfter)).retryAfter();
    }

    private static SinkException failure(Reply reply) throws IOException {
        try (ScriptedServer server = new ScriptedServer(reply);
                HttpSink sink = sink(server)) {
            return assertThrows(SinkException.class, () -> sink.write(INTERVAL));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
