package dev.tally.sink.activitywatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import dev.tally.sink.encoding.JsonReader;
import dev.tally.testkit.IntervalSinkContract;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink keeps the contract with aw-server itself, and its bucket is the one that the server shows. */
class RealServerIT extends IntervalSinkContract {
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static Path program;
    private static ActivityWatch server;

    private final String hostname = "desk-" + BUCKETS.incrementAndGet();

    @BeforeAll
    static void startServer() throws Exception {
        Optional<Path> installed = ActivityWatch.installed();
        assumeTrue(installed.isPresent(), "aw-server cannot be installed here");
        program = installed.orElseThrow();
        server = ActivityWatch.start(program, directory);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected IntervalSink open() {
        return ActivityWatchSink.to(server.address()).hostname(hostname).build();
    }

    @Override
    protected Counts received() throws Exception {
        String buckets = server.get("/api/0/buckets/");
        return buckets.contains(bucket()) ? Received.sum(events()) : Counts.NONE;
    }

    private String events() throws Exception {
        return server.get("/api/0/buckets/" + bucket() + "/events");
    }

    private String bucket() {
        return "aw-watcher-input_" + hostname;
    }

    @Override
    protected Counts kept(Counts counts) {
        return Received.kept(counts);
    }

    @Test
    void theBucketAndTheEventAreThoseOfTheWatcher() throws Exception {
        Instant start = Instant.parse("2026-03-01T12:00:00.5Z");
        Counts counts = Counts.NONE
                .with(Count.KEY_PRESSES, 7)
                .with(Count.RIGHT_CLICKS, 2)
                .with(Count.DISTANCE_1000, 90_000)
                .with(Count.HORIZONTAL_120, 240)
                .with(Count.SCROLL_DETENTS, 3);
        open().write(new ActivityInterval(UUID.randomUUID(), 1, 1, start, start.plusMillis(12_250), counts));
        Map<?, ?> metadata = (Map<?, ?>) JsonReader.read(server.get("/api/0/buckets/" + bucket()));
        assertEquals("os.hid.input", metadata.get("type"));
        assertEquals("aw-watcher-input", metadata.get("client"));
        assertEquals(hostname, metadata.get("hostname"));
        Map<?, ?> event = (Map<?, ?>) ((List<?>) JsonReader.read(events())).get(0);
        assertEquals("2026-03-01T12:00:00.500000+00:00", event.get("timestamp"));
        assertEquals(12.25, event.get("duration"));
        assertEquals(
                Map.of("presses", 7L, "clicks", 2L, "deltaX", 90L, "deltaY", 0L, "scrollX", 2L, "scrollY", 3L),
                event.get("data"));
    }

    @Test
    void aServerThatEndsAndComesBackLosesNothing() throws Exception {
        IntervalSink sink = open();
        Instant start = Instant.parse("2026-03-01T12:00:00Z");
        ActivityInterval interval = new ActivityInterval(
                UUID.randomUUID(), 1, 1, start, start.plusSeconds(30), Counts.NONE.with(Count.KEY_PRESSES, 9));
        server.close();
        SinkException away = assertThrows(SinkException.class, () -> sink.write(interval));
        assertTrue(String.valueOf(away.getMessage()).contains("interval kept"), away::getMessage);
        server = ActivityWatch.start(program, directory, server.port());
        sink.write(interval);
        assertEquals(9, received().keyPresses());
    }
}
