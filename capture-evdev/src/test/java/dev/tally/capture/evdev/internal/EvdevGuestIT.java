package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.evdev.GuestMachine;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real kernel: what is counted is what was injected. */
class EvdevGuestIT {
    private static final String[] INPUT_USER = {"--user", "1000:1000", "--groups", "input"};

    private static Guest guest;

    @BeforeAll
    static void boot() throws IOException, InterruptedException {
        Optional<String> why = GuestMachine.whyNot();
        why.ifPresent(text -> System.out.println("SKIPPED EvdevGuestIT: " + text));
        Assumptions.assumeTrue(why.isEmpty(), () -> why.orElse(""));
        guest = new Guest("--usb", "1");
    }

    @AfterAll
    static void stop() {
        if (guest != null) {
            guest.close();
        }
    }

    @Test
    void everyPressMoveAndDetentIsCountedOnce() throws Exception {
        Guest.Outcome seen = guest.count(
                "",
                "inject 'keys 60; move 40 3 -2; click left 3; click right 2; click middle; click side; click extra;"
                        + " wheel 4; wheel -2'",
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
}
