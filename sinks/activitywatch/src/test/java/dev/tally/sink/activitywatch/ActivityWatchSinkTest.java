package dev.tally.sink.activitywatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ActivityWatchSinkTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final String BUCKET = "aw-watcher-input_desk";
    private static final Counts COUNTS = Counts.NONE
            .with(Count.KEY_PRESSES, 12)
            .with(Count.KEY_REPEATS, 40)
            .with(Count.LEFT_CLICKS, 1)
            .with(Count.MIDDLE_CLICKS, 2)
            .with(Count.RIGHT_CLICKS, 3)
            .with(Count.OTHER_CLICKS, 4)
            .with(Count.DISTANCE_1000, 1_234_500)
            .with(Count.HORIZONTAL_120, 179)
            .with(Count.VERTICAL_120, 400)
            .with(Count.SCROLL_DETENTS, 3);

    private StubServer server;
    private ActivityWatchSink sink;

    @BeforeEach
    void start() throws Exception {
        server = new StubServer();
        sink = sink(Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ActivityWatchSink sink(Duration timeout) {
        return ActivityWatchSink.to(server.address())
                .hostname("desk")
                .timeout(timeout)
                .build();
    }

    private static ActivityInterval interval(Counts counts) {
        return new ActivityInterval(UUID.randomUUID(), 1, 1, NOON, NOON.plusMillis(30_500), counts);
    }

    @Test
    void anEventIsThatOfTheWatcherWithTheTimeOfTheInterval() throws Exception {
        sink.write(interval(COUNTS));
        assertEquals(
                "{\"client\":\"aw-watcher-input\",\"type\":\"os.hid.input\",\"hostname\":\"desk\"}",
                server.buckets.get(BUCKET));
        assertEquals(
                List.of("{\"timestamp\":\"2026-03-01T12:00:00.123Z\",\"duration\":30.5,\"data\":{\"presses\":12,"
                        + "\"clicks\":10,\"deltaX\":1235,\"deltaY\":0,\"scrollX\":1,\"scrollY\":3}}"),
                json());
    }

    @Test
    void whatTheWatcherDoesNotCountIsNotSent() throws Exception {
        sink.write(interval(Counts.NONE.with(Count.KEY_REPEATS, 5).with(Count.GAPS, 1)));
        assertEquals(0, server.buckets.size());
    }

    @Test
    void anEventWhoseAnswerWasLostIsNotAddedAgain() throws Exception {
        server.faults.add(StubServer.Fault.ANSWER_LOST);
        ActivityInterval interval = interval(COUNTS);
        SinkException lost = assertThrows(SinkException.class, () -> sink.write(interval));
        assertEquals(Optional.empty(), lost.retryAfter());
        sink.write(interval);
        assertEquals(1, json().size());
    }

    @Test
    void aServerThatIsAwayLosesNothing() throws Exception {
        sink.write(interval(COUNTS));
        int port = server.port();
        server.close();
        ActivityInterval later = interval(COUNTS.with(Count.KEY_PRESSES, 13));
        SinkException away = assertThrows(SinkException.class, () -> sink.write(later));
        assertTrue(String.valueOf(away.getMessage()).contains("check that ActivityWatch runs"), away::getMessage);
        server = new StubServer(port); // without the bucket, as one that keeps its events in memory
        sink.write(later);
        assertEquals(1, json().size());
    }

    @Test
    void aServerInTroubleIsAskedAgainSoonAndARefusalLater() throws Exception {
        server.faults.addAll(List.of(StubServer.Fault.UNAVAILABLE, StubServer.Fault.FORBIDDEN));
        SinkException trouble = assertThrows(SinkException.class, () -> sink.write(interval(COUNTS)));
        assertEquals(Optional.empty(), trouble.retryAfter());
        SinkException refusal = assertThrows(SinkException.class, () -> sink.write(interval(COUNTS)));
        assertEquals(Optional.of(Duration.ofSeconds(30)), refusal.retryAfter());
        assertTrue(String.valueOf(refusal.getMessage()).contains("/events: 403; interval kept"), refusal::getMessage);
    }

    @Test
    void aServerThatDoesNotAnswerIsLeftAfterTheTimeout() {
        server.faults.add(StubServer.Fault.NO_ANSWER);
        SinkException silent = assertThrows(
                SinkException.class, () -> sink(Duration.ofMillis(200)).write(interval(COUNTS)));
        assertTrue(String.valueOf(silent.getMessage()).contains("no answer within PT0.2S"), silent::getMessage);
    }

    @Test
    void anAnswerThatIsFarTooLongIsNotReadToItsEnd() throws Exception {
        ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CompletableFuture<Long> sent =
                CompletableFuture.supplyAsync(() -> sendUntilClosed(port), Thread::startVirtualThread);
        try (port) {
            ActivityWatchSink asking = ActivityWatchSink.to(URI.create("http://localhost:" + port.getLocalPort()))
                    .hostname("desk")
                    .timeout(Duration.ofSeconds(15))
                    .build();
            SinkException endless = assertThrows(SinkException.class, () -> asking.write(interval(COUNTS)));
            assertTrue(String.valueOf(endless.getMessage()).contains("the answer is not JSON"), endless::getMessage);
            assertTrue(sent.get(10, TimeUnit.SECONDS) < 16 << 20, () -> sent.join() + " bytes were taken");
        }
    }

    /** Answers one request with far too much, and returns how much of it could be sent. */
    private static long sendUntilClosed(ServerSocket port) {
        long sent = 0;
        try (Socket socket = port.accept()) {
            byte[] part = new byte[64 * 1024];
            Arrays.fill(part, (byte) ' ');
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[".getBytes(StandardCharsets.US_ASCII));
            while (sent < 64 << 20) {
                out.write(part);
                sent += part.length;
            }
        } catch (IOException e) {
            // the connection is closed, which is what the test waits for
        }
        return sent;
    }

    @Test
    void anInterruptEndsTheAttempt() throws Exception {
        server.faults.add(StubServer.Fault.NO_ANSWER);
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread writer = new Thread(() -> {
            try {
                sink(Duration.ofHours(1)).write(interval(COUNTS));
                ended.complete(null);
            } catch (SinkException | InterruptedException e) {
                ended.completeExceptionally(e);
            }
        });
        writer.start();
        writer.interrupt();
        ExecutionException how = assertThrows(ExecutionException.class, () -> ended.get(10, TimeUnit.SECONDS));
        assertEquals(InterruptedException.class, how.getCause().getClass());
    }

    @Test
    void anAddressThatIsNoServerIsRefused() {
        for (String wrong : List.of(
                "ftp://localhost", "localhost:5600", "http://me:secret@localhost", "http://localhost/api", "http:/x")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> ActivityWatchSink.to(URI.create(wrong)), wrong);
            assertTrue(!String.valueOf(e.getMessage()).contains("secret"), e::getMessage);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> ActivityWatchSink.to(ActivityWatchSink.LOCAL_SERVER).hostname("a/b"));
    }

    @Test
    void anythingElseThanAListOfEventsIsAnError() throws Exception {
        server.buckets.put(BUCKET, "");
        server.events.put(BUCKET, List.of(new StubServer.Event("x", NOON, NOON)));
        SinkException e = assertThrows(SinkException.class, () -> sink.write(interval(COUNTS)));
        assertTrue(String.valueOf(e.getMessage()).contains("the answer is not JSON"), e::getMessage);
    }

    private List<String> json() {
        return server.events.get(BUCKET).stream().map(StubServer.Event::json).toList();
    }
}
