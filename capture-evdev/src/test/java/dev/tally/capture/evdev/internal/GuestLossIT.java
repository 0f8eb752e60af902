package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A guest that stalls is noticed, said to be what it is, and replaced; the test runs again in the fresh one. */
class GuestLossIT {
    @RegisterExtension
    static final SharedGuest GUEST = new SharedGuest();

    private int runs;

    @Test
    void aTestWhoseGuestStallsRunsAgainInAFreshOne() throws Exception {
        runs++;
        assertTrue(runs <= 2, "again only once");
        if (runs == 1) {
            stall(GUEST.guest().process());
        }
        assertEquals(
                "alive\n", GUEST.guest().run("echo alive", "--patience", "3").out());
        assertEquals(2, runs, "the first guest does not answer");
    }

    /** Stops the machine as a stalled CPU does: its sockets stay open and do not answer. */
    private static void stall(ProcessHandle guest) throws IOException, InterruptedException {
        ProcessHandle machine = guest.children().findFirst().orElseThrow();
        int status = new ProcessBuilder("kill", "-STOP", Long.toString(machine.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertEquals(0, status);
    }
}
