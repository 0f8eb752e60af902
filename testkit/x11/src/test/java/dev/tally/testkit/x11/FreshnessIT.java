package dev.tally.testkit.x11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureSession;
import dev.tally.testkit.CountingHandler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks how soon input reaches the handler on a server where no other client gets output. */
@Timeout(60)
@NeedsXvfb
class FreshnessIT {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final CountingHandler counts = new CountingHandler();

    @RegisterExtension
    final XInput x = new XInput();

    private XTestClient hands;
    private int key;

    @BeforeEach
    void sitDown() throws Exception {
        hands = x.hands();
        key = hands.letterKeys().get(0);
    }

    /** Waits for what the clock says; the input itself. */
    private static void rest(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Returns the milliseconds until this many presses are counted without a call of flush or sync. */
    private long millisUntilCounted(long presses) {
        long start = System.nanoTime();
        while (counts.keyPresses() < presses && System.nanoTime() - start < PATIENCE_NANOS) {
            LockSupport.parkNanos(1_000_000);
        }
        assertEquals(presses, counts.keyPresses());
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aSinglePressAfterAPauseIsCountedAtOnceWithoutAnybodyAsking(String connection) throws Exception {
        try (CaptureSession session = x.start(connection, counts)) {
            long shortest = Long.MAX_VALUE; // the others may have waited for a processor
            for (int i = 1; i <= 5; i++) {
                rest(200);
                hands.keyDown(key); // no reply is asked for: one would make the server write
                shortest = Math.min(shortest, millisUntilCounted(i));
                hands.keyUp(key);
            }
            long took = shortest;
            assertTrue(took <= 100, () -> "counted after " + took + " ms");
            assertFalse(session.ended().isDone());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void theEndOfABurstIsCountedWithoutAnybodyAsking(String connection) throws Exception {
        try (CaptureSession session = x.start(connection, counts)) {
            hands.pace(500);
            long shortest = Long.MAX_VALUE;
            for (int burst = 1; burst <= 3; burst++) {
                for (int i = 0; i < 7; i++) {
                    hands.key(key);
                }
                shortest = Math.min(shortest, millisUntilCounted(7L * burst));
            }
            long took = shortest;
            assertTrue(took <= 150, () -> "counted after " + took + " ms");
            assertFalse(session.ended().isDone());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aFlushBringsWhatIsHeldBackAmidSteadyInput(String connection) throws Exception {
        try (CaptureSession session = x.start(connection, counts)) {
            hands.pace(100);
            long steps = 0;
            long last = 0;
            for (int i = 0; i < 100; i++) {
                hands.moveBy(i % 2 == 0 ? 1 : -1, 0);
                if (i % 2 == 0) {
                    session.flush();
                }
                long now = counts.motions();
                steps += now > last ? 1 : 0;
                last = now;
            }
            long brought = steps;
            assertTrue(brought >= 10, () -> "new motions were seen " + brought + " times in a second");
        }
    }
}
