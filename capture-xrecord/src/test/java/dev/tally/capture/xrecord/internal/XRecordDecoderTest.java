package dev.tally.capture.xrecord.internal;

import static dev.tally.capture.xrecord.internal.FakeXServer.event;
import static dev.tally.capture.xrecord.internal.FakeXServer.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.capture.xrecord.internal.XRecordDecoder.Category;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import dev.tally.testkit.CountingHandler;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class XRecordDecoderTest {
    private static final int XINPUT = 131;
    private static final int PRESS = 2;
    private static final int RELEASE = 3;
    private static final int BUTTON = 4;
    private static final int BUTTON_UP = 5;
    private static final int MOTION = 6;

    private final CountingHandler counts = new CountingHandler();
    private final XRecordDecoder decoder = new XRecordDecoder(counts, ButtonMapping.IDENTITY, false, XINPUT, ":7");

    private Category decode(byte[] reply) throws DisplayException {
        return decoder.decode(ByteBuffer.wrap(reply).order(ByteOrder.nativeOrder()));
    }

    private static byte[] motion(int x, int y) {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.nativeOrder())
                .put(0, (byte) MOTION)
                .putShort(20, (short) x)
                .putShort(22, (short) y)
                .array();
    }

    @Test
    void tellsTheCategoriesApart() throws Exception {
        assertEquals(Category.EVENTS, decode(reply(0)));
        assertEquals(Category.REQUESTS, decode(reply(1)));
        assertEquals(Category.STARTED, decode(reply(4)));
        assertEquals(Category.ENDED, decode(reply(5)));
        assertThrows(DisplayException.class, () -> decode(reply(2)));
    }

    @Test
    void autoRepeatIsNotAPress() throws Exception {
        decode(reply(0, event(PRESS, 38), event(PRESS, 38), event(PRESS, 38), event(RELEASE, 38), event(PRESS, 38)));
        assertEquals(2, counts.keyPresses());
        assertEquals(2, counts.keyRepeats());
    }

    @Test
    void aReleaseAndAPressAtOnceAreARepeatOfXephyr() throws Exception {
        XRecordDecoder xephyr = new XRecordDecoder(counts, ButtonMapping.IDENTITY, true, XINPUT, ":7");
        byte[] events = reply(
                0,
                at(1, event(PRESS, 38)),
                at(5, event(RELEASE, 38)),
                at(5, event(PRESS, 38)),
                at(6, event(RELEASE, 38)),
                at(7, event(PRESS, 38)),
                at(8, event(RELEASE, 38)),
                at(8, event(PRESS, 39)));
        xephyr.decode(ByteBuffer.wrap(events).order(ByteOrder.nativeOrder()));
        assertEquals(3, counts.keyPresses());
        assertEquals(1, counts.keyRepeats());
    }

    @Test
    void otherServersReportWhatAProgramTypesInThatWay() throws Exception {
        decode(reply(0, event(PRESS, 38), event(RELEASE, 38), event(PRESS, 38), event(RELEASE, 38)));
        assertEquals(2, counts.keyPresses());
        assertEquals(0, counts.keyRepeats());
    }

    @Test
    void eachKeyIsHeldByItself() throws Exception {
        for (int key = 0; key < 256; key++) {
            decode(reply(0, event(PRESS, key)));
        }
        decode(reply(0, event(RELEASE, 255), event(PRESS, 254), event(PRESS, 255)));
        assertEquals(257, counts.keyPresses());
        assertEquals(1, counts.keyRepeats());
    }

    @Test
    void buttonsAndWheelsAreToldApart() throws Exception {
        for (int button = 1; button <= 10; button++) {
            decode(reply(0, event(BUTTON, button), event(BUTTON_UP, button)));
        }
        decode(reply(0, event(BUTTON, 5), event(BUTTON, 6)));
        assertEquals(1, counts.presses(PointerButton.LEFT));
        assertEquals(1, counts.presses(PointerButton.MIDDLE));
        assertEquals(1, counts.presses(PointerButton.RIGHT));
        assertEquals(3, counts.presses(PointerButton.OTHER));
        assertEquals(-120, counts.vertical120());
        assertEquals(-120, counts.horizontal120());
        assertEquals(360, counts.absoluteVertical120());
        assertEquals(360, counts.absoluteHorizontal120());
    }

    @Test
    void motionIsTheWayFromTheLastPosition() throws Exception {
        decode(reply(0, motion(100, 200), motion(103, 196), motion(-20, 0)));
        assertEquals(3, counts.motions());
        assertEquals(3, counts.positions());
        assertEquals(-120, counts.dx());
        assertEquals(-200, counts.dy());
    }

    @Test
    void anEventThatAnotherClientSentCountsLikeAnyOther() throws Exception {
        decode(reply(0, event(PRESS | 0x80, 38)));
        assertEquals(1, counts.keyPresses());
    }

    @Test
    void aReplyMayStandAnywhereInTheBuffer() throws Exception {
        byte[] reply = reply(0, event(PRESS, 38), event(BUTTON, 1));
        ByteBuffer buffer = ByteBuffer.allocateDirect(500).order(ByteOrder.nativeOrder());
        buffer.position(77);
        buffer.put(reply).flip().position(77);
        decoder.decode(buffer);
        assertEquals(1, counts.keyPresses());
        assertEquals(1, counts.presses(PointerButton.LEFT));
    }

    private static byte[] at(int serverMillis, byte[] event) {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.nativeOrder())
                .put(0, event)
                .putInt(4, serverMillis)
                .array();
    }

    @Test
    void aReleaseAndAPressAtOneTimeAreATapOfAProgram() throws Exception {
        decode(reply(0, at(1000, event(PRESS, 38))));
        for (int time = 1020; time < 2020; time += 20) { // cut where a tap began, as a server may
            decode(reply(0, at(time, event(RELEASE, 38)), at(time, event(PRESS, 38))));
        }
        assertEquals(51, counts.keyPresses());
        assertEquals(0, counts.keyRepeats());
    }

    private static byte[] requests(int serverMillis, byte[]... requests) {
        return ByteBuffer.wrap(reply(1, requests))
                .order(ByteOrder.nativeOrder())
                .putInt(16, serverMillis)
                .array();
    }

    private static byte[] motion(int serverMillis, int root, int x) {
        return ByteBuffer.wrap(at(serverMillis, motion(x, 0)))
                .order(ByteOrder.nativeOrder())
                .putInt(8, root)
                .array();
    }

    @Test
    void aWarpIsNoMotionOfTheHand() throws Exception {
        decode(reply(0, motion(1000, 7, 100)));
        decode(requests(1010, event(41, 0)));
        decode(reply(0, motion(1011, 7, 600), motion(1012, 7, 601)));
        assertEquals(2, counts.motions());
        assertEquals(1, counts.dx());
        assertEquals(3, counts.positions());
    }

    @Test
    void aWarpThroughXInputIsNoMotionOfTheHand() throws Exception {
        decode(reply(0, motion(1000, 7, 100)));
        decode(xinput(1010, 41, 41));
        decode(reply(0, motion(1011, 7, 600), motion(1012, 7, 700), motion(1013, 7, 701)));
        assertEquals(2, counts.motions());
        assertEquals(1, counts.dx());
    }

    @Test
    void otherRequestsThatAreLikeAWarpThroughXInputHideNoMotion() throws Exception {
        XRecordDecoder without =
                new XRecordDecoder(counts, ButtonMapping.IDENTITY, false, RecordProtocol.NO_XINPUT, ":7");
        decode(xinput(1010, 40, 41));
        without.decode(ByteBuffer.wrap(xinput(1010, 41, 41)).order(ByteOrder.nativeOrder()));
        decode(reply(0, motion(1011, 7, 600)));
        without.decode(ByteBuffer.wrap(reply(0, motion(1011, 7, 600))).order(ByteOrder.nativeOrder()));
        assertEquals(2, counts.motions());
    }

    /** Two requests of 36 bytes. */
    private static byte[] xinput(int serverMillis, int firstMinor, int secondMinor) {
        byte[] reply = requests(serverMillis, new byte[32], new byte[32], new byte[32]);
        reply[32] = reply[32 + 36] = (byte) XINPUT;
        reply[33] = (byte) firstMinor;
        reply[33 + 36] = (byte) secondMinor;
        return reply;
    }

    @Test
    void aWarpThatMovesNothingHidesNoMotion() throws Exception {
        decode(reply(0, motion(1000, 7, 100)));
        decode(requests(1010, event(41, 0)));
        decode(reply(0, motion(1030, 7, 110), motion(1031, 7, 111)));
        assertEquals(3, counts.motions());
        assertEquals(11, counts.dx());
    }

    @Test
    void crossingToAnotherScreenIsNoWay() throws Exception {
        decode(reply(0, motion(1000, 7, 1023), motion(1010, 8, 5), motion(1020, 8, 9)));
        assertEquals(3, counts.motions());
        assertEquals(4, counts.dx());
    }

    @Test
    void buttonsCountAsClientsSeeThem() throws Exception {
        ByteBuffer reply = ByteBuffer.allocate(36);
        reply.put(0, (byte) 1)
                .put(1, (byte) 3)
                .put(32, (byte) 3)
                .put(33, (byte) 0)
                .put(34, (byte) 1);
        decode(requests(1000, event(116, 3)));
        assertTrue(decoder.isMappingStale());
        decoder.map(ButtonMapping.of(reply));
        decode(reply(0, event(BUTTON, 1), event(BUTTON, 1), event(BUTTON, 2), event(BUTTON, 3), event(BUTTON, 8)));
        assertEquals(1, counts.presses(PointerButton.LEFT));
        assertEquals(0, counts.presses(PointerButton.MIDDLE));
        assertEquals(2, counts.presses(PointerButton.RIGHT));
        assertEquals(1, counts.presses(PointerButton.OTHER));
    }

    /** One counter, so that nothing but the decoder can allocate. */
    private static final class Sum implements InputHandler {
        long reports;

        @Override
        public void keyPress() {
            reports++;
        }

        @Override
        public void keyRepeat() {
            reports++;
        }

        @Override
        public void buttonPress(PointerButton button) {
            reports++;
        }

        @Override
        public void motion(int dx, int dy) {
            reports++;
        }

        @Override
        public void position(int x, int y) {}

        @Override
        public void scroll(int horizontal120, int vertical120) {
            reports++;
        }

        @Override
        public void gap() {}

        @Override
        public void devices(int keyboards, int pointers) {}

        @Override
        public void waiting() {}
    }

    @Test
    void decodingAllocatesNothing() throws Exception {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            events.addAll(List.of(event(PRESS, 38), event(PRESS, 38), event(RELEASE, 38), event(BUTTON, 1)));
            events.addAll(List.of(event(BUTTON, 4), event(BUTTON_UP, 4), motion(i, i), motion(5, i)));
        }
        ByteBuffer reply =
                ByteBuffer.wrap(reply(0, events.toArray(byte[][]::new))).order(ByteOrder.nativeOrder());
        Sum sum = new Sum();
        XRecordDecoder measured = new XRecordDecoder(sum, ButtonMapping.IDENTITY, false, XINPUT, ":7");
        long least = Long.MAX_VALUE; // the VM charges this thread some bytes of its own, but not every time
        for (int round = 0; round < 10; round++) {
            long before = allocatedBytes();
            long itself = allocatedBytes() - before;
            long start = allocatedBytes();
            decodeOften(measured, reply);
            least = Math.min(least, allocatedBytes() - start - itself);
        }
        assertEquals(10 * 4000 * 24, sum.reports);
        assertEquals(0, least, "bytes for 128,000 events");
    }

    private static long allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
    }

    private static void decodeOften(XRecordDecoder decoder, ByteBuffer reply) throws DisplayException {
        for (int i = 0; i < 4000; i++) {
            decoder.decode(reply);
        }
    }
}
