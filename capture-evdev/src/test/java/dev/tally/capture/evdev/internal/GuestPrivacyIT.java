package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.evdev.GuestMachine;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against a real kernel: no key stays in memory, and what does not count is not even sent. */
class GuestPrivacyIT {
    @RegisterExtension
    static final SharedGuest GUEST = new SharedGuest();

    @Test
    void typingLeavesNoTraceInMemory() throws Exception {
        String codes = "16,44,36,45,47,37,17,50,25,48";
        String scan = "python3 " + Path.of("src/test/scripts/memscan.py").toAbsolutePath() + " $pid " + codes;
        Guest.Outcome seen = GUEST.guest().count("", "inject 'type qzjxvkwmpb; sleep 1'; " + scan);
        assertEquals(10, seen.count("keys"), seen.all());
        assertTrue(seen.script().contains("FOUND 0"), seen.all());
        Guest.Outcome careless = GUEST.guest().count("--plant=" + codes, scan);
        assertTrue(careless.script().stream().anyMatch(line -> line.startsWith("event at")), careless.all());
        assertTrue(careless.script().stream().anyMatch(line -> line.contains("once, 2 bytes")), careless.all());
        assertTrue(careless.script().stream().anyMatch(line -> line.contains("once, 4 bytes")), careless.all());
    }

    @Test
    void theKernelKeepsScanCodesAndWhatElseDoesNotCountToItself() throws Exception {
        GuestMachine.Result seen = GUEST.guest().run(GUEST.guest().counter("--masks"));
        assertTrue(
                seen.out().contains("'QEMU Virtio Keyboard' (/dev/input/event0, virtual machine) sends types 7\n"),
                seen.toString());
        assertTrue(seen.out().contains("sends types f\n"), seen.toString()); // the mouse: absolute axes too
    }
}
