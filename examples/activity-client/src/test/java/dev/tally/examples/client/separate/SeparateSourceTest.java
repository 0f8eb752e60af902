package dev.tally.examples.client.separate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.capture.spi.InputSource;
import dev.tally.testkit.CountingHandler;
import dev.tally.testkit.InputSourceContract;
import dev.tally.testkit.fixtures.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source that takes over what another process counts keeps the contract of sources, and is exact. */
class SeparateSourceTest extends InputSourceContract {
    /** The presses after which the contract stops the source, which tells them at once. */
    private static final int STOPPED_AFTER = 7;

    @TempDir
    private Path directory;

    private final SeparateProvider provider = new SeparateProvider();
    private RunningServer server;

    @Override
    protected InputSource open() throws Exception {
        server = new RunningServer(directory);
        return provider.open(server.options());
    }

    /** To this source the capture process is the system: it makes presses known at whole seconds. */
    @Override
    protected boolean pressKeys(InputSource running, int presses) {
        for (int i = 0; i < presses; i++) {
            server.rig.report(InputHandler::keyPress);
        }
        if (presses != STOPPED_AFTER) {
            server.rig.awaitReported();
            Eventually.isTrue("the presses are told", () -> !server.hasRest());
        }
        return true;
    }

    @AfterEach
    void closeServer() throws Exception {
        server.close();
    }

    @Test
    void everythingIsReportedAsItWasCounted() throws Exception {
        server.close();
        server = new RunningServer(directory);
        CountingHandler handler = new CountingHandler();
        try (CaptureSession session = session(handler)) {
            handler.awaitLive();
            server.rig.report(SeparateSourceTest::everything);
            Eventually.isTrue("reported", () -> handler.keyPresses() == 7);
            session.sync();
        }
        assertEquals(3, handler.keyRepeats());
        assertEquals(2, handler.presses(PointerButton.MIDDLE));
        assertEquals(30, handler.motions());
        assertEquals(1, handler.positions(), "the last one");
        assertEquals(60, handler.dx());
        assertEquals(-80, handler.dy());
        assertEquals(360, handler.absoluteVertical120());
        assertEquals(120, handler.vertical120());
        assertEquals(-45, handler.horizontal120());
        assertEquals(1, handler.gaps());
    }

    private static void everything(InputHandler to) {
        for (int i = 0; i < 7; i++) {
            to.keyPress();
        }
        for (int i = 0; i < 3; i++) {
            to.keyRepeat();
        }
        to.buttonPress(PointerButton.MIDDLE);
        to.buttonPress(PointerButton.MIDDLE);
        for (int i = 0; i < 20; i++) {
            to.motion(3, -4);
        }
        for (int i = 0; i < 10; i++) {
            to.motion(0, 0);
            to.position(i, 2 * i);
        }
        to.scroll(0, 240);
        to.scroll(-45, -120);
        to.gap();
    }

    private CaptureSession session(InputHandler handler) throws CaptureException {
        return CaptureSession.start(provider, server.options(), handler, new CaptureSession.Listener() {});
    }

    @Test
    void aPauseClosesTheDevicesAndWhatComesThenIsNotCounted() throws Exception {
        server.close();
        server = new RunningServer(directory);
        CountingHandler handler = new CountingHandler();
        CaptureSession before = session(handler);
        handler.awaitLive();
        assertTrue(before.close(Duration.ofSeconds(10)));
        assertEquals(0, server.rig.open());
    }

    @Test
    void anEndWithoutAPauseLeavesTheDevicesOpenForTheNextProcess() throws Exception {
        server.close();
        server = new RunningServer(directory);
        CountingHandler handler = new CountingHandler();
        CaptureSession before = session(handler);
        handler.awaitLive();
        provider.endsWithoutPause();
        assertTrue(before.close(Duration.ofSeconds(10)));
        server.rig.report(InputHandler::keyPress);
        try (CaptureSession after = CaptureSession.start(
                new SeparateProvider(), server.options(), handler, new CaptureSession.Listener() {})) {
            Eventually.isTrue("counted", () -> handler.keyPresses() == 1);
            assertEquals(1, server.rig.open());
            after.sync();
        }
    }

    @Test
    void nothingIsReadBeforeSomebodyWantsCounts() throws Exception {
        server.close();
        server = new RunningServer(directory);
        provider.probe(server.options());
        assertEquals(0, server.rig.open());
    }

    @Test
    void aSecondProcessIsRefused() throws Exception {
        CaptureException refused =
                assertThrows(CaptureException.class, () -> new SeparateProvider().open(server.options()));
        assertTrue(refused.getMessage().startsWith("another process is taking the counts"), refused::getMessage);
    }

    @Test
    void aMissingProcessIsNamedWithWhatToDo() throws Exception {
        server.close();
        CaptureException missing = assertThrows(CaptureException.class, () -> provider.open(server.options()));
        assertTrue(missing.getMessage().contains("systemctl start tally-activity-client, "), missing::getMessage);
        assertTrue(missing.getMessage().contains("activity-client capture --socket FILE"), missing::getMessage);
    }

    @Test
    void whatIsLeftIsHandedOverWhenTheServerEnds() throws Exception {
        server.close();
        server = new RunningServer(directory);
        CountingHandler handler = new CountingHandler();
        try (CaptureSession session = session(handler)) {
            handler.awaitLive();
            session.sync();
            server.rig.report(InputHandler::keyPress);
            assertTrue(server.finish());
            Eventually.isTrue("reported", () -> handler.keyPresses() == 1);
        }
    }
}
