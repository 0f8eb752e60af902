package dev.tally.testkit.x11;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.PointerButton;
import dev.tally.testkit.CountingHandler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the backend counts what an injector did to a real server, on both kinds of connection. */
@NeedsXvfb
class XRecordIT {
    @RegisterExtension
    final XInput x = new XInput();

    private XTestClient hands;
    private int key;

    @BeforeEach
    void sitDown() throws Exception {
        hands = x.hands();
        key = hands.letterKeys().get(0);
    }

    @ParameterizedTest(name = "{0}, another client listens: {1}")
    @CsvSource({"socket, false", "socket, true", "xcb, false", "xcb, true"})
    void countsExactlyWhatWasDone(String connection, boolean listened) throws Exception {
        CountingHandler counts = new CountingHandler();
        Optional<RootWindowListener> listener = listened
                ? Optional.of(RootWindowListener.start(x.server().display(), Optional.empty()))
                : Optional.empty();
        try (CaptureSession session = x.start(connection, counts)) {
            doEverything(session::sync);
            session.sync();
            assertEverythingWasCounted(counts);
        }
        assertEverythingWasCounted(counts);
        listener.ifPresent(RootWindowListener::close);
    }

    /** Waits until a reader has caught up. */
    private interface Breath {
        void take() throws CaptureException;
    }

    /**
     * A server that cannot get rid of its reports loses some: where it writes them one by one, that is when some 280 of
     * them lie unread. So these hands, which are faster than any, take a breath now and then.
     */
    private void doEverything(Breath breath) throws Exception {
        List<Integer> keys = hands.letterKeys();
        hands.moveTo(100, 100);
        for (int i = 0; i < 500; i++) {
            hands.key(keys.get(i % keys.size()));
            hands.moveBy(i % 2 == 0 ? 7 : -7, i % 2 == 0 ? 3 : -3);
            if (i % 50 == 49) {
                breathe(breath);
            }
        }
        breathe(breath);
        click(1, 60);
        click(2, 30);
        breathe(breath);
        click(3, 20);
        click(8, 5);
        click(9, 4);
        hands.wheel(25);
        hands.wheel(-15);
        breathe(breath);
        hands.horizontalWheel(6);
        hands.horizontalWheel(-2);
        for (int i = 0; i < 499; i++) {
            hands.moveTo(200 + i, 300);
            if (i % 50 == 49) {
                breathe(breath);
            }
        }
        hands.sync();
    }

    private void breathe(Breath breath) throws Exception {
        hands.sync();
        breath.take();
    }

    private void click(int button, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            hands.click(button);
        }
    }

    private static void assertEverythingWasCounted(CountingHandler counts) {
        assertAll(
                () -> assertEquals(500, counts.keyPresses(), "keys"),
                () -> assertEquals(0, counts.keyRepeats(), "repeats"),
                () -> assertEquals(60, counts.presses(PointerButton.LEFT), "left"),
                () -> assertEquals(30, counts.presses(PointerButton.MIDDLE), "middle"),
                () -> assertEquals(20, counts.presses(PointerButton.RIGHT), "right"),
                () -> assertEquals(9, counts.presses(PointerButton.OTHER), "other buttons"),
                () -> assertEquals(40 * 120, counts.absoluteVertical120(), "wheel, both ways"),
                () -> assertEquals(10 * 120, counts.vertical120(), "wheel"),
                () -> assertEquals(8 * 120, counts.absoluteHorizontal120(), "horizontal wheel, both ways"),
                () -> assertEquals(4 * 120, counts.horizontal120(), "horizontal wheel"),
                () -> assertEquals(1000, counts.motions(), "motions"),
                () -> assertEquals(1000, counts.positions(), "positions"),
                () -> assertEquals(698 - 100, counts.dx(), "way to the right"),
                () -> assertEquals(300 - 100, counts.dy(), "way down"),
                () -> assertEquals(0, counts.gaps(), "gaps"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void syncIsExactEveryTime(String connection) throws Exception {
        CountingHandler counts = new CountingHandler();
        try (CaptureSession session = x.start(connection, counts)) {
            for (int i = 1; i <= 300; i++) {
                hands.key(key);
                hands.sync();
                session.sync();
                assertEquals(i, counts.keyPresses());
            }
        }
        assertEquals(300, counts.keyPresses());
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void whatHappenedBeforeTheStopIsDelivered(String connection) throws Exception {
        for (int i = 1; i <= 20; i++) {
            CountingHandler counts = new CountingHandler();
            CaptureSession session = x.start(connection, counts);
            for (int n = 0; n < i; n++) {
                hands.key(key);
            }
            hands.sync();
            session.close();
            assertEquals(i, counts.keyPresses());
            session.ended().get(1, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void heldKeyIsOnePressAndRepeats(String connection) throws Exception {
        CountingHandler counts = new CountingHandler();
        try (CaptureSession session = x.start(connection, counts)) {
            hands.keyDown(key);
            hands.sync();
            TimeUnit.MILLISECONDS.sleep(1500); // the input itself: a finger that stays
            hands.keyUp(key);
            hands.sync();
            session.sync();
            assertEquals(1, counts.keyPresses());
            assertTrue(counts.keyRepeats() >= 5, () -> "repeats: " + counts.keyRepeats());
        }
    }

    @Test
    void aPaceIsKept() throws Exception {
        hands.pace(500);
        long start = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            hands.key(key);
        }
        assertTrue(System.nanoTime() - start >= 99 * 2_000_000L);
    }

    @Test
    void bothConnectionsAgreeOnTheSameInput() throws Exception {
        CountingHandler socket = new CountingHandler();
        CountingHandler xcb = new CountingHandler();
        try (CaptureSession one = x.start("socket", socket);
                CaptureSession other = x.start("xcb", xcb)) {
            doEverything(() -> {
                one.sync();
                other.sync();
            });
            one.sync();
            other.sync();
            assertEquals(socket.toString(), xcb.toString());
            assertEverythingWasCounted(socket);
        }
    }
}
