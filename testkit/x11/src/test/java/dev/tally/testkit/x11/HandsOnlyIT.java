package dev.tally.testkit.x11;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.capture.CaptureSession;
import dev.tally.capture.PointerButton;
import dev.tally.capture.xrecord.internal.x11.Deadline;
import dev.tally.capture.xrecord.internal.x11.Wire;
import dev.tally.capture.xrecord.internal.x11.XConnection;
import dev.tally.testkit.CountingHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that motions caused by programs on a real server are not counted. */
@Timeout(60)
@NeedsXvfb
class HandsOnlyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int WARP_POINTER = 41;
    private static final int XI_WARP_POINTER = 41;
    private static final int MASTER_POINTER = 2;
    private static final int SET_POINTER_MAPPING = 116;

    private final CountingHandler counts = new CountingHandler();

    @RegisterExtension
    final XInput x = new XInput();

    private XConnection connect() throws Exception {
        return XTestClient.open(x.server().display(), Optional.empty(), Deadline.in(PATIENCE));
    }

    private interface Warp {
        void to(XConnection program, int x, int y) throws Exception;
    }

    private void assertOnlyHandsMove(String connection, Warp warp) throws Exception {
        XTestClient hands = x.hands();
        try (XConnection program = connect();
                CaptureSession session = x.start(connection, counts)) {
            hands.moveTo(100, 100);
            hands.sync();
            for (int i = 0; i < 10; i++) {
                warp.to(program, 500, 500);
                hands.moveBy(3, 4);
                hands.sync();
            }
            session.sync();
            assertEquals(11, counts.motions());
            assertEquals(30, counts.dx());
            assertEquals(40, counts.dy());
        }
    }

    private static void warp(XConnection program, int x, int y) throws Exception {
        ByteBuffer request = Wire.request(WARP_POINTER, 0, 6);
        request.putInt(8, program.setup().rootWindow()).putShort(20, (short) x).putShort(22, (short) y);
        program.send(request, Deadline.in(PATIENCE));
        program.call(Wire.getInputFocus(), Deadline.in(PATIENCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aWarpIsNoMotion(String connection) throws Exception {
        assertOnlyHandsMove(connection, HandsOnlyIT::warp);
    }

    /** Warps the pointer as GDK, SDL and Blender do. */
    private static void warpThroughXInput(XConnection program, int x, int y) throws Exception {
        int xinput = Wire.extension(program, "XInputExtension", "the display", Deadline.in(PATIENCE));
        ByteBuffer request = Wire.request(xinput, XI_WARP_POINTER, 9);
        request.putInt(8, program.setup().rootWindow()).putInt(24, x << 16).putInt(28, y << 16);
        request.putShort(32, (short) MASTER_POINTER);
        program.send(request, Deadline.in(PATIENCE));
        program.call(Wire.getInputFocus(), Deadline.in(PATIENCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aWarpThroughXInputIsNoMotion(String connection) throws Exception {
        assertOnlyHandsMove(connection, HandsOnlyIT::warpThroughXInput);
        assertEquals(21, counts.positions());
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void buttonsCountAsClientsSeeThemBeforeAndAfterAChange(String connection) throws Exception {
        XTestClient hands = x.hands();
        try (XConnection program = connect();
                CaptureSession session = x.start(connection, counts)) {
            click(hands, session, 1);
            assertEquals(1, counts.presses(PointerButton.LEFT));
            ByteBuffer leftHanded = Wire.request(SET_POINTER_MAPPING, 10, 4);
            leftHanded.position(4);
            leftHanded.put(new byte[] {3, 2, 1, 4, 5, 6, 7, 8, 9, 10}).rewind();
            program.call(leftHanded, Deadline.in(PATIENCE));
            click(hands, session, 1);
            assertEquals(1, counts.presses(PointerButton.RIGHT));
            click(hands, session, 3);
            assertEquals(2, counts.presses(PointerButton.LEFT));
        }
        assertEquals(1, counts.presses(PointerButton.RIGHT));
    }

    private static void click(XTestClient hands, CaptureSession session, int button) throws Exception {
        hands.click(button);
        hands.sync();
        session.sync();
    }
}
