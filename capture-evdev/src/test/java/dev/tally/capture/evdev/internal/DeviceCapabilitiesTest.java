package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.spi.DeviceReport.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviceCapabilitiesTest {
    @Test
    void aKeyboardCountsItsKeys() {
        assertEquals(Set.of(Kind.KEYS), Invented.keyboard("k").counts(false));
    }

    @Test
    void aNumpadCountsItsKeys() {
        assertEquals(
                Set.of(Kind.KEYS),
                new Invented("pad")
                        .keys(69, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 96)
                        .counts(false));
    }

    @Test
    void aMouseCountsButtonsMotionAndWheel() {
        assertEquals(
                Set.of(Kind.BUTTONS, Kind.MOTION, Kind.SCROLL),
                Invented.mouse("m").counts(false));
    }

    @Test
    void aComboCountsBoth() {
        DeviceCapabilities combo = new Invented("combo")
                .keyRange(1, 127)
                .keys(0x110, 0x111)
                .relative(0, 1, 8)
                .made();
        assertEquals(Set.of(Kind.values()), combo.counts(false));
    }

    @Test
    void aKeyboardWithAWheelScrollsAndIsNoPointer() {
        assertEquals(
                Set.of(Kind.KEYS, Kind.SCROLL),
                new Invented("k").keyRange(1, 127).relative(6).counts(false));
    }

    @Test
    void aTouchpadMovesButDoesNotTellAPosition() {
        DeviceCapabilities pad = new Invented("pad")
                .keys(0x110, 0x145, 0x14a, 0x14d)
                .absolute(0, 1, 0x35, 0x36)
                .properties(0)
                .made();
        assertEquals(Set.of(Kind.BUTTONS, Kind.MOTION), pad.counts(false));
        assertFalse(pad.tellsPosition());
    }

    @Test
    void aTouchscreenTellsAPosition() {
        DeviceCapabilities screen =
                new Invented("screen").keys(0x14a).absolute(0, 1).properties(1).made();
        assertEquals(Set.of(Kind.MOTION), screen.counts(false));
        assertTrue(screen.tellsPosition());
    }

    @Test
    void anAbsoluteMouseOfAVirtualMachineIsAPointer() {
        DeviceCapabilities tablet = new Invented("QEMU USB Tablet")
                .keys(0x110, 0x111, 0x112, 0x150, 0x151)
                .relative(8)
                .absolute(0, 1)
                .made();
        assertEquals(Set.of(Kind.BUTTONS, Kind.MOTION, Kind.SCROLL), tablet.counts(false));
        assertTrue(tablet.tellsPosition());
    }

    @Test
    void aGamepadCountsOnlyWhenAskedFor() {
        DeviceCapabilities pad = new Invented("pad")
                .keyRange(0x130, 0x13e)
                .absolute(0, 1, 2, 3, 4, 5)
                .made();
        assertEquals(Set.of(), pad.counts(false));
        assertEquals("is a gamepad or joystick", pad.whyLeftOut());
        assertEquals(Set.of(Kind.BUTTONS, Kind.MOTION), pad.counts(true));
    }

    @Test
    void aGraphicsTabletCountsOnlyWhenAskedFor() {
        DeviceCapabilities pen =
                new Invented("pen").keys(0x140, 0x14a, 0x14b).absolute(0, 1, 24).made();
        assertEquals(Set.of(), pen.counts(false));
        assertEquals("is a graphics tablet", pen.whyLeftOut());
        assertTrue(pen.countsIfAsked());
    }

    @Test
    void anAccelerometerCountsOnlyWhenAskedFor() {
        DeviceCapabilities known =
                new Invented("accel").absolute(0, 1, 2).properties(6).made();
        DeviceCapabilities guessed = new Invented("accel").absolute(0, 1, 2).made();
        assertEquals(Set.of(), known.counts(false));
        assertEquals(Set.of(), guessed.counts(false));
        assertTrue(guessed.whyLeftOut().startsWith("is an accelerometer"));
    }

    @Test
    void aTouchscreenWithMultitouchOnlyTellsAPosition() {
        DeviceCapabilities screen = new Invented("screen")
                .keys(0x14a)
                .absolute(0x2f, 0x35, 0x36, 0x39)
                .properties(1)
                .made();
        assertEquals(Set.of(Kind.MOTION), screen.counts(false));
        assertTrue(screen.tellsPosition());
    }

    @Test
    void aTouchpadWithMultitouchOnlyMovesButDoesNotTellAPosition() {
        DeviceCapabilities pad = new Invented("pad")
                .keys(0x110)
                .absolute(0x2f, 0x35, 0x36, 0x39)
                .properties(0)
                .made();
        assertEquals(Set.of(Kind.BUTTONS, Kind.MOTION), pad.counts(false));
        assertFalse(pad.tellsPosition());
    }

    @Test
    void aTouchscreenThatDoesNotNumberItsContactsIsNotOfferedToBeCounted() {
        DeviceCapabilities screen = new Invented("screen")
                .keys(0x14a)
                .absolute(0x35, 0x36)
                .properties(1)
                .made();
        assertEquals(Set.of(), screen.counts(true));
        assertFalse(screen.countsIfAsked());
        assertTrue(screen.whyLeftOut().startsWith("is a touch surface"));
    }

    @Test
    void aWheelAloneCountsOnlyWhenAskedFor() {
        for (int axis : new int[] {6, 7, 8, 11, 12}) {
            Invented knob = new Invented("knob").relative(axis);
            assertEquals(Set.of(), knob.counts(false), "axis " + axis);
            assertEquals(Set.of(Kind.SCROLL), knob.counts(true), "axis " + axis);
        }
    }

    @Test
    void aMacroPadCountsOnlyWhenAskedFor() {
        Invented pad = new Invented("pad").keyRange(0x290, 0x29d).keys(0x100).relative(7);
        assertEquals(Set.of(), pad.counts(false));
        assertEquals(Set.of(Kind.KEYS, Kind.BUTTONS, Kind.SCROLL), pad.counts(true));
    }

    @Test
    void aPowerButtonIsNoKeyboard() {
        DeviceCapabilities power = new Invented("Power Button").keys(116).made();
        assertEquals(Set.of(), power.counts(false));
        assertTrue(power.whyLeftOut().startsWith("has neither"));
        assertEquals(Set.of(Kind.KEYS), power.counts(true));
    }

    @Test
    void aMouseThatClaimsGamepadButtonsIsAMouse() {
        DeviceCapabilities mouse = new Invented("gaming mouse")
                .keyRange(0x110, 0x13f)
                .relative(0, 1, 8, 11)
                .made();
        assertTrue(mouse.counts(false).contains(Kind.MOTION));
    }

    @Test
    void aNameCannotControlATerminal() {
        assertEquals("evil?[2J?name", DeviceQuery.printable("evil\u001b[2J\nname"));
        byte[] sent = "evil\u009b2J\u2028\u202ename".getBytes(StandardCharsets.UTF_8);
        assertEquals("evil?2J??name", DeviceQuery.printable(new String(sent, StandardCharsets.ISO_8859_1)));
    }
}
