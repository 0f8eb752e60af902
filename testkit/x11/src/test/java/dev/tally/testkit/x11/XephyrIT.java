package dev.tally.testkit.x11;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.PointerButton;
import dev.tally.testkit.CountingHandler;
import dev.tally.testkit.fixtures.Eventually;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks that a key which is held over a nested server is one press there, as it is on the server around it. */
@Timeout(60)
@NeedsXvfb
class XephyrIT {
    private static final int REPEATS = 10;

    @RegisterExtension
    final XInput x = new XInput();

    private Process xephyr;
    private String display;

    /** The nested server fills the corner of a screen without a window manager, so the pointer gives it the keyboard. */
    @BeforeEach
    void startNested() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("Xephyr", "-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "640x480");
        builder.environment().put("DISPLAY", x.server().display());
        xephyr = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(xephyr.getInputStream(), StandardCharsets.US_ASCII));
        display = ":" + out.readLine().strip();
        x.hands().moveTo(300, 200);
        x.hands().sync();
    }

    @AfterEach
    void endNested() throws Exception {
        xephyr.destroy();
        xephyr.waitFor();
    }

    @Test
    void aHeldKeyIsOnePressAndItsRepeats() throws Exception {
        XTestClient hands = x.hands();
        int key = hands.letterKeys().get(0);
        CountingHandler counts = new CountingHandler();
        try (CaptureSession session =
                CaptureSession.start(CaptureBackends.openBest(XInput.options(display, "socket")), counts)) {
            counts.awaitLive();
            Eventually.isTrue("clicks reach the nested server", () -> clicks(session, counts) > 0);
            hands.keyDown(key);
            hands.sync();
            Eventually.isTrue(REPEATS + " repeats", () -> isSynced(session) && counts.keyRepeats() >= REPEATS);
            hands.keyUp(key);
            awaitClick(session, counts); // a press at the same time as the release would be a repeat
            hands.key(key);
            awaitClick(session, counts);
            long repeats = counts.keyRepeats();
            long split = counts.keyPresses() - 2; // release and press in two replies, on a busy machine
            assertTrue(
                    split >= 0 && split < repeats,
                    () -> split + " repeats count as presses, and " + repeats + " do not");
        }
    }

    /** Clicks, and waits until that, and all that was done before, is counted. */
    private void awaitClick(CaptureSession session, CountingHandler counts) {
        long before = counts.presses(PointerButton.LEFT);
        Eventually.isTrue("another click is counted", () -> clicks(session, counts) > before);
    }

    /** Clicks, and returns how many clicks were counted until now. */
    private long clicks(CaptureSession session, CountingHandler counts) {
        try {
            x.hands().click(1);
            x.hands().sync();
        } catch (CaptureException e) {
            throw new IllegalStateException(e);
        }
        return isSynced(session) ? counts.presses(PointerButton.LEFT) : 0;
    }

    private static boolean isSynced(CaptureSession session) {
        try {
            session.sync();
            return true;
        } catch (CaptureException e) {
            throw new IllegalStateException(e);
        }
    }
}
