package dev.tally.testkit.x11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.testkit.CountingHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks what the backend does when a real server crashes, hangs, refuses or lacks an extension. */
@Timeout(120)
@NeedsXvfb
class ServerTroubleIT {
    private final CountingHandler counts = new CountingHandler();

    private static Availability probe(CaptureOptions options) {
        return CaptureBackends.survey(options).stream()
                .filter(backend -> backend.name().equals("xrecord"))
                .findFirst()
                .orElseThrow()
                .availability();
    }

    private static String whyNot(CaptureOptions options) {
        return assertInstanceOf(Availability.Unavailable.class, probe(options)).reason();
    }

    /** Types until it counts, and returns how long that took. */
    private Duration typeUntilCounted(XvfbServer server, CaptureSession session) throws Exception {
        long start = System.nanoTime();
        long before = counts.keyPresses();
        try (XTestClient hands = XTestClient.connect(server.display())) {
            int key = hands.letterKeys().get(0);
            counts.await(() -> {
                try {
                    hands.key(key);
                    hands.sync();
                    session.sync();
                } catch (CaptureException e) {
                    return false;
                }
                return counts.keyPresses() > before;
            });
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aServerThatIsKilledAndBackIsCountedAgain(String connection) throws Exception {
        List<SourceTraits> opened = new CopyOnWriteArrayList<>();
        CaptureSession.Listener listener = new CaptureSession.Listener() {
            @Override
            public void opened(SourceTraits traits) {
                opened.add(traits);
            }
        };
        XvfbServer server = XvfbServer.start();
        CaptureOptions options = XInput.options(server.display(), connection);
        CaptureProvider provider = CaptureBackends.best(options);
        try (CaptureSession session = CaptureSession.start(provider, options, counts, listener)) {
            typeUntilCounted(server, session);
            for (int time = 1; time <= 2; time++) {
                long counted = counts.keyPresses();
                server.kill();
                int gaps = time;
                counts.await(() -> counts.gaps() == gaps && counts.keyboards() == 0);
                server = again(server);
                Duration took = typeUntilCounted(server, session);
                assertTrue(took.toSeconds() < 20, () -> "counted again only after " + took);
                assertTrue(counts.keyPresses() > counted);
                assertEquals(1, counts.keyboards());
            }
            assertFalse(session.ended().isDone());
        } finally {
            server.close();
        }
        assertEquals(3, opened.size());
    }

    private static XvfbServer again(XvfbServer dead) throws Exception {
        int number = dead.number();
        dead.close();
        return XvfbServer.startOn(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void theDeathOfTheServerEndsASessionWithItsReason(String connection) throws Exception {
        try (XvfbServer server = XvfbServer.start();
                CaptureSession session = CaptureSession.start(
                        CaptureBackends.openBest(XInput.options(server.display(), connection)), counts)) {
            counts.awaitLive();
            server.kill();
            ExecutionException e =
                    assertThrows(ExecutionException.class, () -> session.ended().get(10, TimeUnit.SECONDS));
            assertInstanceOf(CaptureException.class, e.getCause());
            assertTrue(String.valueOf(e.getMessage()).contains("the X server at " + server.display()), e::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aServerThatHangsIsLeft(String connection) throws Exception {
        try (XvfbServer server = XvfbServer.start()) {
            CaptureSession session = CaptureSession.start(
                    CaptureBackends.openBest(XInput.options(server.display(), connection)), counts);
            counts.awaitLive();
            server.pause();
            assertThrows(CaptureException.class, session::sync);
            session.close();
            session.ended().get(10, TimeUnit.SECONDS);
            assertEquals(1, counts.gaps());
            assertTrue(whyNot(XInput.options(server.display(), connection)).contains("did not answer within"));
            server.resume();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb", "auto"})
    void aCookieLetsUsIn(String connection) throws Exception {
        try (XvfbServer server = XvfbServer.startWithCookie()) {
            Path cookie = server.authorityFile().orElseThrow();
            CaptureOptions options =
                    XInput.options(server.display(), connection).with("xrecord.xauthority", cookie.toString());
            assertInstanceOf(Availability.Available.class, probe(options));
            try (CaptureSession session = CaptureSession.start(CaptureBackends.openBest(options), counts);
                    XTestClient hands = XTestClient.connect(server.display(), server.authorityFile())) {
                counts.awaitLive();
                hands.key(hands.letterKeys().get(0));
                hands.sync();
                session.sync();
            }
            assertEquals(1, counts.keyPresses());
        }
    }

    @Test
    void aRefusalIsToldInTheServersWords() throws Exception {
        try (XvfbServer server = XvfbServer.startWithCookie()) {
            CaptureOptions options = XInput.options(server.display(), "auto").with("xrecord.xauthority", "/dev/null");
            String why = whyNot(options);
            assertTrue(why.contains("refused us: 'Authorization required"), why);
        }
    }

    @Test
    void aServerWithoutRecordIsToldSo() throws Exception {
        try (XvfbServer server = XvfbServer.startWith("-extension", "RECORD")) {
            String why = whyNot(XInput.options(server.display(), "auto"));
            assertEquals("the X server at " + server.display() + " has no RECORD extension", why);
        }
    }

    @Test
    void aProbeLeavesNothingOpen() throws Exception {
        try (XvfbServer server = XvfbServer.start()) {
            for (String connection : List.of("socket", "xcb")) {
                probe(XInput.options(server.display(), connection)); // what stays open for good is open now
                long before = openFiles();
                for (int i = 0; i < 20; i++) {
                    assertInstanceOf(Availability.Available.class, probe(XInput.options(server.display(), connection)));
                }
                assertTrue(openFiles() <= before + 2, () -> "files open: " + before + " before");
            }
        }
    }

    private static long openFiles() {
        String[] files = Path.of("/proc/self/fd").toFile().list();
        return files == null ? 0 : files.length;
    }
}
