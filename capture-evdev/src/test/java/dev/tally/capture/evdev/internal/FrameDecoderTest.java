package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.tally.capture.spi.DeviceReport.Kind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    private static final int KEY_A = 30;
    private static final int KEY_FN = 0x1d0;

    private static FrameDecoder everything() {
        return new FrameDecoder(EnumSet.allOf(Kind.class), true, true);
    }

    private static FrameDecoder touchpad() {
        return new FrameDecoder(EnumSet.of(Kind.MOTION, Kind.BUTTONS), false, true);
    }

    @Test
    void onlyGoingDownIsAPress() {
        assertEquals(List.of("key"), new Events().tap(KEY_A).decodedBy(everything()));
    }

    @Test
    void autoRepeatIsNotAPress() {
        Events held = new Events()
                .key(KEY_A, 1)
                .frame()
                .key(KEY_A, 2)
                .frame()
                .key(KEY_A, 2)
                .frame();
        assertEquals(List.of("key", "repeat", "repeat"), held.decodedBy(everything()));
    }

    @Test
    void keysBeyondTheButtonsAreKeys() {
        assertEquals(List.of("key"), new Events().tap(KEY_FN).decodedBy(everything()));
    }

    @Test
    void buttonsAreToldApart() {
        Events clicks = new Events()
                .tap(0x110)
                .tap(0x111)
                .tap(0x112)
                .tap(0x113)
                .tap(0x114)
                .tap(0x11f)
                .tap(0x100);
        assertEquals(
                List.of(
                        "button LEFT",
                        "button RIGHT",
                        "button MIDDLE",
                        "button OTHER",
                        "button OTHER",
                        "button OTHER",
                        "button OTHER"),
                clicks.decodedBy(everything()));
    }

    @Test
    void aTouchIsNoClick() {
        assertEquals(
                List.of(), new Events().tap(KeyCodeClasses.BTN_TOUCH).tap(0x145).decodedBy(everything()));
    }

    @Test
    void codesThatTheKernelDoesNotKnowCountForNothing() {
        assertEquals(List.of(), new Events().tap(0x300).tap(0xffff).decodedBy(everything()));
    }

    @Test
    void keysOfAPointerAndButtonsOfAKeyboardDoNotCount() {
        Events both = new Events().tap(KEY_A).tap(0x110);
        assertEquals(List.of("button LEFT"), both.decodedBy(touchpad()));
        assertEquals(List.of("key"), both.decodedBy(new FrameDecoder(Set.of(Kind.KEYS), false, false)));
    }

    @Test
    void motionIsReportedOncePerFrame() {
        Events moves = new Events()
                .relative(0, 3)
                .relative(1, -2)
                .frame()
                .relative(1, 5)
                .frame();
        assertEquals(List.of("motion 3 -2", "motion 0 5"), moves.decodedBy(everything()));
    }

    @Test
    void aFrameMayBeReadInTwoParts() {
        FrameDecoder decoder = everything();
        assertEquals(List.of(), new Events().relative(0, 3).decodedBy(decoder));
        assertEquals(List.of("motion 3 4"), new Events().relative(1, 4).frame().decodedBy(decoder));
    }

    @Test
    void aWheelTurnsIn120ths() {
        Events turns = new Events()
                .relative(InputEvent.REL_WHEEL, 1)
                .frame()
                .relative(InputEvent.REL_HWHEEL, -2)
                .frame();
        assertEquals(List.of("scroll 0 120", "scroll -240 0"), turns.decodedBy(everything()));
    }

    @Test
    void highResolutionWinsOverTheLegacyDetent() {
        Events turns = new Events()
                .relative(InputEvent.REL_WHEEL_HI_RES, 60)
                .frame()
                .relative(InputEvent.REL_WHEEL_HI_RES, 60)
                .relative(InputEvent.REL_WHEEL, 1)
                .frame()
                .relative(InputEvent.REL_HWHEEL, 1)
                .relative(InputEvent.REL_HWHEEL_HI_RES, 120)
                .frame();
        assertEquals(List.of("scroll 0 60", "scroll 0 60", "scroll 120 0"), turns.decodedBy(everything()));
    }

    @Test
    void theLegacyDetentMayComeInAFrameOfItsOwn() {
        Events turns = new Events()
                .relative(InputEvent.REL_WHEEL_HI_RES, 120)
                .frame()
                .relative(InputEvent.REL_WHEEL, 1)
                .frame()
                .relative(InputEvent.REL_HWHEEL, 1)
                .frame();
        assertEquals(List.of("scroll 0 120", "scroll 120 0"), turns.decodedBy(everything()));
    }

    @Test
    void thatAnotherFingerTakesOverOnATouchscreenIsNoJump() {
        Events touches = new Events()
                .key(KeyCodeClasses.BTN_TOUCH, 1)
                .absolute(0, 100)
                .absolute(1, 100)
                .frame()
                .absolute(InputEvent.ABS_MT_SLOT, 1)
                .absolute(InputEvent.ABS_MT_TRACKING_ID, 8)
                .frame()
                .absolute(InputEvent.ABS_MT_SLOT, 0)
                .absolute(InputEvent.ABS_MT_TRACKING_ID, -1)
                .absolute(0, 900)
                .frame()
                .absolute(0, 901)
                .frame();
        assertEquals(List.of("motion 1 0"), touches.decodedBy(touchpad()));
        FrameDecoder withoutSlots = new FrameDecoder(Set.of(Kind.MOTION), false, false);
        Events numbered = new Events()
                .absolute(InputEvent.ABS_MT_TRACKING_ID, 8)
                .absolute(0, 1)
                .frame()
                .absolute(InputEvent.ABS_MT_TRACKING_ID, 8)
                .absolute(0, 2)
                .frame();
        assertEquals(List.of("motion 1 0"), numbered.decodedBy(withoutSlots));
    }

    @Test
    void anAbsolutePointerTellsItsPlacesAndItsMotionsHaveNoLength() {
        Events places = new Events()
                .absolute(0, 100)
                .absolute(1, 100)
                .frame()
                .absolute(0, 110)
                .frame()
                .absolute(1, 90)
                .frame();
        assertEquals(
                List.of("position 100 100", "motion 0 0", "position 110 100", "motion 0 0", "position 110 90"),
                places.decodedBy(everything()));
    }

    private static FrameDecoder multitouch() {
        return new FrameDecoder(EnumSet.of(Kind.MOTION), false, true, true, false);
    }

    @Test
    void ofAMultitouchDeviceOneContactIsFollowed() {
        Events touches = new Events()
                .absolute(InputEvent.ABS_MT_TRACKING_ID, 7)
                .absolute(InputEvent.ABS_MT_POSITION_X, 100)
                .absolute(InputEvent.ABS_MT_POSITION_Y, 100)
                .frame()
                .absolute(InputEvent.ABS_MT_POSITION_X, 105)
                .absolute(InputEvent.ABS_MT_SLOT, 1)
                .absolute(InputEvent.ABS_MT_TRACKING_ID, 8)
                .absolute(InputEvent.ABS_MT_POSITION_X, 900)
                .absolute(InputEvent.ABS_MT_POSITION_Y, 900)
                .frame()
                .absolute(InputEvent.ABS_MT_POSITION_Y, 950)
                .frame();
        assertEquals(List.of("motion 5 0"), touches.decodedBy(multitouch()));
    }

    @Test
    void whenTheFollowedContactIsLiftedTheWayToTheNextIsNoStep() {
        Events touches = new Events()
                .absolute(InputEvent.ABS_MT_TRACKING_ID, 7)
                .absolute(InputEvent.ABS_MT_POSITION_X, 100)
                .absolute(InputEvent.ABS_MT_POSITION_Y, 100)
                .absolute(InputEvent.ABS_MT_SLOT, 1)
                .absolute(InputEvent.ABS_MT_TRACKING_ID, 8)
                .absolute(InputEvent.ABS_MT_POSITION_X, 900)
                .absolute(InputEvent.ABS_MT_POSITION_Y, 900)
                .frame()
                .absolute(InputEvent.ABS_MT_SLOT, 0)
                .absolute(InputEvent.ABS_MT_TRACKING_ID, -1)
                .frame()
                .absolute(InputEvent.ABS_MT_SLOT, 1)
                .absolute(InputEvent.ABS_MT_POSITION_X, 910)
                .frame()
                .absolute(InputEvent.ABS_MT_POSITION_Y, 907)
                .frame()
                .absolute(InputEvent.ABS_MT_TRACKING_ID, 9)
                .absolute(InputEvent.ABS_MT_POSITION_X, 10)
                .frame()
                .absolute(InputEvent.ABS_MT_POSITION_X, 12)
                .frame();
        assertEquals(List.of("motion 0 7", "motion 2 0"), touches.decodedBy(multitouch()));
    }

    @Test
    void aGapOnAMultitouchDeviceIsNoStep() {
        FrameDecoder decoder = multitouch();
        Events before = new Events()
                .absolute(InputEvent.ABS_MT_TRACKING_ID, 7)
                .absolute(InputEvent.ABS_MT_POSITION_X, 100)
                .absolute(InputEvent.ABS_MT_POSITION_Y, 100)
                .frame()
                .dropped()
                .frame();
        assertEquals(List.of("gap"), before.decodedBy(decoder));
        decoder.resume(3);
        Events after = new Events()
                .absolute(InputEvent.ABS_MT_POSITION_X, 500)
                .frame()
                .absolute(InputEvent.ABS_MT_POSITION_Y, 500)
                .frame()
                .absolute(InputEvent.ABS_MT_POSITION_Y, 501)
                .frame();
        assertEquals(List.of("motion 0 1"), after.decodedBy(decoder));
    }

    @Test
    void aDialTurnsAsAWheelOnlyOnADeviceWithoutOne() {
        Events turns = new Events().relative(InputEvent.REL_DIAL, -2).frame();
        assertEquals(
                List.of("scroll 0 -240"),
                turns.decodedBy(new FrameDecoder(Set.of(Kind.SCROLL), false, false, false, true)));
        assertEquals(List.of(), turns.decodedBy(everything()));
    }

    @Test
    void liftingAFingerIsNoJump() {
        Events touches = new Events()
                .key(KeyCodeClasses.BTN_TOUCH, 1)
                .absolute(0, 100)
                .absolute(1, 100)
                .frame()
                .absolute(0, 105)
                .frame()
                .key(KeyCodeClasses.BTN_TOUCH, 0)
                .frame()
                .key(KeyCodeClasses.BTN_TOUCH, 1)
                .absolute(0, 900)
                .frame()
                .absolute(1, 101)
                .frame();
        assertEquals(List.of("motion 5 0", "motion 0 1"), touches.decodedBy(touchpad()));
    }

    @Test
    void afterDroppedReportsEverythingUpToTheNextFrameIsDiscarded() {
        Events flood = new Events()
                .relative(0, 7)
                .dropped()
                .key(KEY_A, 1)
                .relative(0, 9)
                .frame()
                .tap(KEY_A)
                .relative(0, 1)
                .frame();
        assertEquals(List.of("gap", "key", "motion 1 0"), flood.decodedBy(everything()));
    }

    @Test
    void aGapInPositionsIsNoJump() {
        Events flood = new Events()
                .absolute(0, 1)
                .absolute(1, 1)
                .frame()
                .dropped()
                .frame()
                .absolute(0, 500)
                .frame()
                .absolute(0, 501)
                .absolute(1, 900)
                .frame()
                .absolute(0, 502)
                .frame();
        assertEquals(
                List.of("position 1 1", "gap", "position 501 900", "motion 0 0", "position 502 900"),
                flood.decodedBy(everything()));
    }

    @Test
    void afterAGapTheWayBeginsWhereBothAxesAreKnown() {
        FrameDecoder decoder = touchpad();
        Events flood = new Events()
                .absolute(0, 100)
                .absolute(1, 100)
                .frame()
                .dropped()
                .frame()
                .absolute(0, 501)
                .frame();
        assertEquals(List.of("gap"), flood.decodedBy(decoder));
        assertTrue(decoder.isLost());
        Events after = new Events()
                .absolute(0, 502)
                .absolute(1, 901)
                .frame()
                .absolute(1, 903)
                .frame();
        assertEquals(List.of("motion 0 2"), after.decodedBy(decoder));
        assertFalse(decoder.isLost());
    }

    @Test
    void aGapIsNotOverBeforeItsFrameEnds() {
        FrameDecoder decoder = touchpad();
        new Events().dropped().absolute(0, 1).decodedBy(decoder);
        assertFalse(decoder.isLost(), "what the kernel says now may change in the rest of the frame");
        new Events().frame().decodedBy(decoder);
        assertTrue(decoder.isLost());
    }

    @Test
    void afterAGapTheFollowedContactMayBeAnother() {
        Events touches = new Events()
                .absolute(InputEvent.ABS_MT_TRACKING_ID, 7)
                .absolute(InputEvent.ABS_MT_POSITION_X, 100)
                .absolute(InputEvent.ABS_MT_POSITION_Y, 100)
                .frame()
                .dropped()
                .frame()
                .absolute(InputEvent.ABS_MT_POSITION_X, 500)
                .frame()
                .absolute(InputEvent.ABS_MT_POSITION_X, 502)
                .absolute(InputEvent.ABS_MT_POSITION_Y, 900)
                .frame()
                .absolute(InputEvent.ABS_MT_SLOT, 1)
                .absolute(InputEvent.ABS_MT_POSITION_X, 700)
                .absolute(InputEvent.ABS_MT_POSITION_Y, 700)
                .frame()
                .absolute(InputEvent.ABS_MT_POSITION_Y, 703)
                .frame();
        assertEquals(List.of("gap", "motion 0 3"), touches.decodedBy(multitouch()));
    }

    @Test
    void nothingOfAnEventStaysInTheBuffer() {
        MemorySegment events = new Events()
                .tap(KEY_A)
                .relative(0, 5)
                .frame()
                .dropped()
                .tap(0x300)
                .segment();
        everything().decode(events, events.byteSize(), new Transcript());
        for (byte each : events.toArray(ValueLayout.JAVA_BYTE)) {
            assertEquals(0, each);
        }
    }

    @Test
    void decodingAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FrameDecoder decoder = everything();
        MemorySegment events = new Events().segment();
        MemorySegment buffer = new Events()
                .tap(KEY_A)
                .tap(0x110)
                .relative(0, 1)
                .relative(8, 1)
                .frame()
                .absolute(0, 3)
                .frame()
                .segment();
        WarmUp nowhere = new WarmUp();
        byte[] original = buffer.toArray(ValueLayout.JAVA_BYTE);
        decodeOften(decoder, buffer, original, nowhere, 20_000);
        long self = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(self);
        decodeOften(decoder, buffer, original, nowhere, 100_000);
        long bytes = threads.getThreadAllocatedBytes(self) - before;
        assertTrue(bytes < 100_000, bytes + " bytes for 1,100,000 events; " + events);
    }

    private static void decodeOften(
            FrameDecoder decoder, MemorySegment buffer, byte[] original, WarmUp nowhere, int times) {
        for (int i = 0; i < times; i++) {
            MemorySegment.copy(original, 0, buffer, ValueLayout.JAVA_BYTE, 0, original.length);
            decoder.decode(buffer, buffer.byteSize(), nowhere);
        }
    }
}
