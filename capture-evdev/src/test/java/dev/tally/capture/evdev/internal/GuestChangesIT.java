package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.evdev.GuestMachine;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against a real kernel: devices that come and go, buffers that overflow, clocks and sleep. */
class GuestChangesIT {
    private static final String[] INPUT_USER = {"--user", "1000:1000", "--groups", "input"};
    /** A cycle takes one to two seconds under emulation, and four run at a time: half of the 100 s of a command. */
    private static final int PLUGS_PER_LONG_COMMAND = 100;

    @RegisterExtension
    static final SharedGuest GUEST = new SharedGuest();

    @Test
    void aKeyboardPluggedInLaterCountsOnceItsPermissionsSettle() throws Exception {
        Guest.Outcome seen = GUEST.guest()
                .count(
                        "",
                        "inject 'plug keyboard kbd9'; awaits 'DEVICES 2 '; inject 'keys 5; unplug kbd9'; awaits"
                                + " 'DEVICES 1 '",
                        "--user",
                        "1000:1000",
                        "--groups",
                        "input",
                        "--perm-delay",
                        "400");
        assertTrue(seen.script().stream().noneMatch(line -> line.startsWith("no ")), seen.all());
        assertEquals(5, seen.count("keys"), seen.all());
        assertEquals(0, seen.count("gaps"), seen.all());
    }

    /** udevd opens a new node to its group only when its rules have run; one of them takes its time here. */
    @Test
    void withTheRealUdevdAKeyboardCountsOnceTheRulesHaveRun() throws Exception {
        Assumptions.assumeTrue(SharedGuest.FULL, "only with -Dtally.full=true");
        try (Guest settled = new Guest("--usb", "1", "--udev")) {
            settled.run("mkdir -p /run/udev/rules.d; echo 'KERNEL==\"event*\", PROGRAM=\"/bin/sleep 0.5\"'"
                    + " >/run/udev/rules.d/10-slow.rules; udevadm control --reload");
            Guest.Outcome seen = settled.count(
                    "",
                    "inject 'plug keyboard kbd9'; awaits 'DEVICES 2 '; inject 'keys 5; unplug kbd9'; awaits 'DEVICES 1"
                            + " '",
                    INPUT_USER);
            assertTrue(seen.script().stream().noneMatch(line -> line.startsWith("no ")), seen.all());
            assertTrue(seen.all().contains("cannot be opened: EACCES"), seen.all());
            assertEquals(5, seen.count("keys"), seen.all());
            assertEquals(0, seen.count("gaps"), seen.all());
        }
    }

    /** In the full mode the cycles are split over several commands, each of which the guest ends after 100 s. */
    @Test
    void manyPlugsLeakNoDescriptorAndMissNoDevice() throws Exception {
        int commands = SharedGuest.FULL ? 1000 / PLUGS_PER_LONG_COMMAND : 1;
        for (int i = 0; i < commands; i++) {
            plugAndUnplug(SharedGuest.FULL ? PLUGS_PER_LONG_COMMAND : 24);
        }
    }

    /** Plugs keyboards in and out, four at a time, and checks what one run of the counter made of it. */
    private static void plugAndUnplug(int cycles) throws Exception {
        // A report that is not read yet when its device goes is lost in the kernel: the emulated reader needs time.
        Guest.Outcome seen = GUEST.guest()
                .count(
                        "'evdev.include=plugged*' evdev.wait=true",
                        "one() { for i in $(seq " + cycles / 4 + "); do"
                                + " evgen kbd 2 --name plugged --before-ms 0 --open-by $pid --linger-ms 1500"
                                + " >/dev/null; done; }\n"
                                + "one & one & one & one & wait; awaits 'DEVICES 0 0';"
                                + " echo descriptors $(ls -l /proc/$pid/fd | grep -c /dev/input/event)");
        assertEquals(cycles, seen.count("keys"), seen.all());
        assertEquals(0, seen.count("keyboards"), seen.all());
        assertTrue(seen.script().contains("descriptors 0"), seen.all());
    }

    @Test
    void aFloodIsAGapAndCountingGoesOn() throws Exception {
        Guest.Outcome seen = GUEST.guest()
                .count("", "evgen mouse 50000 --batch 1 --name flood --before-ms 0 --open-by $pid; inject 'keys 5'");
        assertTrue(seen.count("gaps") > 0, seen.all());
        assertTrue(seen.count("motions") > 0 && seen.count("motions") < seen.injected(0, "REL_X"), seen.all());
        assertEquals(5, seen.count("keys"), seen.all());
    }

    /**
     * With the kernel's own self-test of suspending. It costs this guest its file system: hence one of its own, in which the
     * counter reads from memory, and no process ends.
     */
    @Test
    void suspendAndResumeIsAGapAndNoActivity() throws Exception {
        Assumptions.assumeTrue(SharedGuest.FULL, "only with -Dtally.full=true");
        try (Guest sleeper = new Guest()) {
            // Everything that is needed after it is used once before it, by setting the clock and a flood; the shell
            // then does with what it has built in.
            GuestMachine.Result seen = sleeper.run(
                    "gaps() { n=0; while read -r l; do [ \"$l\" = GAP ] && n=$((n + 1)); done <out; }\n"
                            + sleeper.counterInMemory()
                            + "cd $(mktemp -d); " + sleeper.counter("")
                            + " >out 2>err & pid=$!; until grep -q READY out; do :; done\n"
                            + "date -s @$(($(date +%s) + 60)) >/dev/null; evgen mouse 20000 --batch 1 --before-ms 0"
                            + " --open-by $pid >/dev/null\n"
                            + "gaps; before=$n; echo core >/sys/power/pm_test; echo mem >/sys/power/state\n"
                            + "while gaps; [ $n = $before ]; do :; done; echo more gaps: $((n - before)), done",
                    "--timeout",
                    "60",
                    "--until",
                    "done");
            assertTrue(seen.out().contains("more gaps: 1,"), seen.toString());
        }
    }

    @Test
    void settingTheClockIsNoGap() throws Exception {
        Guest.Outcome seen = GUEST.guest().count("", "date -s @$(($(date +%s) + 3600)) >/dev/null; inject 'keys 3'");
        assertEquals(3, seen.count("keys"), seen.all());
        assertEquals(0, seen.count("gaps"), seen.all());
        assertTrue(seen.all().contains("the clock was set"), seen.all());
    }
}
