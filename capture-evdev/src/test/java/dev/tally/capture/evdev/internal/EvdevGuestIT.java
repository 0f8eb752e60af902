package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against a real kernel: what is counted is what was injected. */
class EvdevGuestIT {
    private static final String[] INPUT_USER = {"--user", "1000:1000", "--groups", "input"};

    @RegisterExtension
    static final SharedGuest GUEST = new SharedGuest();

    @Test
    void everyPressMoveAndDetentIsCountedOnce() throws Exception {
        Guest.Outcome seen = GUEST.guest()
                .count(
                        "",
                        "inject 'keys 60; move 40 3 -2; click left 3; click right 2; click middle; click side; click"
                                + " extra; wheel 4; wheel -2'",
                        INPUT_USER);
        assertEquals(seen.injectedIn(0, "press", "KEY_[A-Z0-9]+"), seen.count("keys"), seen.all());
        assertEquals(60, seen.count("keys"), seen.all());
        assertEquals(0, seen.count("repeats"), seen.all());
        assertEquals(3, seen.count("left"), seen.all());
        assertEquals(2, seen.count("right"), seen.all());
        assertEquals(1, seen.count("middle"), seen.all());
        assertEquals(2, seen.count("other"), seen.all());
        assertEquals(40, seen.count("motions"), seen.all());
        assertEquals(120, seen.count("dx"), seen.all());
        assertEquals(-80, seen.count("dy"), seen.all());
        assertEquals(240, seen.count("vertical120"), seen.all());
        assertEquals(720, seen.count("scrolled120"), seen.all());
        assertEquals(0, seen.count("gaps"), seen.all());
        assertTrue(seen.count("keyboards") >= 1 && seen.count("pointers") >= 1, seen.all());
    }

    @Test
    void aHeldKeyIsOnePressAndRepeatsApart() throws Exception {
        Guest.Outcome seen = GUEST.guest().count("", "inject 'hold a 2'", INPUT_USER);
        assertEquals(1, seen.count("keys"), seen.all());
        assertTrue(seen.count("repeats") >= 20, seen.all());
    }

    @Test
    void aHighResolutionWheelIsExactAndNotCountedTwice() throws Exception {
        Guest.Outcome seen = GUEST.guest()
                .count(
                        "",
                        "inject 'plug usb-mouse um'; awaits 'DEVICES 1 2'; inject 'pointer HID; move 10 1 1; wheel 3;"
                                + " unplug um'",
                        INPUT_USER);
        assertEquals(360, seen.count("vertical120"), seen.all());
        assertEquals(10, seen.count("dx"), seen.all());
        assertEquals(10, seen.count("dy"), seen.all());
    }

    @Test
    void aComboDeviceCountsAsKeyboardAndPointerAndAllFourWheelsAgree() throws Exception {
        Guest.Outcome seen = GUEST.guest()
                .count(
                        "",
                        "evgen both 250 --rate 50 --name combo --before-ms 0 --open-by $pid; "
                                + "evgen mouse 100 --rate 50 --name umouse --before-ms 0 --open-by $pid");
        assertEquals(seen.injected(0, "press"), seen.count("keys"), seen.all());
        assertEquals(seen.injected(0, "REL_X") + seen.injected(1, "REL_X"), seen.count("motions"), seen.all());
        long up = seen.injected(0, "REL_WHEEL") + seen.injected(1, "REL_WHEEL");
        long left = seen.injected(0, "REL_HWHEEL") + seen.injected(1, "REL_HWHEEL");
        assertEquals(120 * up, seen.count("vertical120"), seen.all());
        assertEquals(-120 * left, seen.count("horizontal120"), seen.all());
        assertTrue(up > 0 && left > 0, seen.all());
        assertTrue(seen.all().contains("DEVICES 2 2"), seen.all());
        assertEquals(0, seen.count("gaps"), seen.all());
    }

    @Test
    void absolutePositionsAreSteps() throws Exception {
        Guest.Outcome seen = GUEST.guest()
                .count(
                        "",
                        "inject 'plug tablet t1'; awaits 'DEVICES 1 2'; inject 'pointer tablet; abs 12; unplug t1'; "
                                + "evgen touch 50 --rate 50 --name screen --before-ms 0 --open-by $pid");
        assertEquals(11 + 49, seen.count("motions"), seen.all());
        assertEquals(12 + 50, seen.count("positions"), seen.all());
    }
}
