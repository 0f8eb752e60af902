package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.evdev.GuestMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real kernel: what is counted is what was injected. */
class EvdevGuestIT {
    private static final String[] INPUT_USER = {"--user", "1000:1000", "--groups", "input"};

    private static final boolean FULL = Boolean.getBoolean("tally.full");

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

    @Test
    void aHeldKeyIsOnePressAndRepeatsApart() throws Exception {
        Guest.Outcome seen = guest.count("", "inject 'hold a 2'", INPUT_USER);
        assertEquals(1, seen.count("keys"), seen.all());
        assertTrue(seen.count("repeats") >= 20 && seen.count("repeats") <= 70, seen.all());
    }

    @Test
    void aKeyboardPluggedInLaterCountsOnceItsPermissionsSettle() throws Exception {
        Guest.Outcome seen = guest.count(
                "",
                "inject 'plug keyboard kbd9'; awaits 'DEVICES 2 '; inject 'keys 5; unplug kbd9'; awaits 'DEVICES 1 '",
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
        Assumptions.assumeTrue(FULL, "only with -Dtally.full=true");
        try (Guest settled = new Guest("--usb", "1", "--udev")) {
            settled.run("mkdir -p /run/udev/rules.d; echo 'KERNEL==\"event*\", PROGRAM=\"/bin/sleep 0.5\"'"
                    + " >/run/udev/rules.d/10-slow.rules; udevadm control --reload");
            Guest.Outcome seen = settled.count(
                    "",
                    "inject 'plug keyboard kbd9'; awaits 'DEVICES 2 '; inject 'keys 5; unplug kbd9'; awaits 'DEVICES 1 '",
                    INPUT_USER);
            assertTrue(seen.script().stream().noneMatch(line -> line.startsWith("no ")), seen.all());
            assertTrue(seen.all().contains("cannot be opened: EACCES"), seen.all());
            assertEquals(5, seen.count("keys"), seen.all());
            assertEquals(0, seen.count("gaps"), seen.all());
        }
    }

    @Test
    void aHighResolutionWheelIsExactAndNotCountedTwice() throws Exception {
        Guest.Outcome seen = guest.count(
                "",
                "inject 'plug usb-mouse um'; awaits 'DEVICES 1 2'; inject 'pointer HID; move 10 1 1; wheel 3; unplug um'",
                INPUT_USER);
        assertEquals(360, seen.count("vertical120"), seen.all());
        assertEquals(10, seen.count("dx"), seen.all());
        assertEquals(10, seen.count("dy"), seen.all());
    }

    @Test
    void aComboDeviceCountsAsKeyboardAndPointerAndAllFourWheelsAgree() throws Exception {
        Guest.Outcome seen = guest.count(
                "",
                "evgen both 1000 --rate 200 --name combo --before-ms 3000; "
                        + "evgen mouse 400 --rate 200 --name umouse --before-ms 3000");
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
        Guest.Outcome seen = guest.count(
                "",
                "inject 'plug tablet t1'; awaits 'DEVICES 1 2'; inject 'pointer tablet; abs 12; unplug t1'; "
                        + "evgen touch 50 --rate 200 --name screen --before-ms 3000");
        assertEquals(11 + 49, seen.count("motions"), seen.all());
        assertEquals(12 + 50, seen.count("positions"), seen.all());
    }

    @Test
    void aFloodIsAGapAndCountingGoesOn() throws Exception {
        Guest.Outcome seen =
                guest.count("", "evgen mouse 50000 --batch 1 --name flood --before-ms 3000; inject 'keys 5'");
        assertTrue(seen.count("gaps") > 0, seen.all());
        assertTrue(seen.count("motions") > 0 && seen.count("motions") < seen.injected(0, "REL_X"), seen.all());
        assertEquals(5, seen.count("keys"), seen.all());
    }

    @Test
    void withoutPermissionItIsUnavailableWithTheRemedy() throws Exception {
        GuestMachine.Result refused = guest.run(guest.counter(""), "--user", "1000:1000");
        assertEquals(3, refused.status(), refused.toString());
        assertTrue(refused.out().contains("EACCES, permission denied"), refused.out());
        assertTrue(refused.out().contains("add the user to group"), refused.out());
        assertTrue(refused.out().contains("uaccess"), refused.out());
    }

    @Test
    void whoCountsWithPartOfTheDevicesIsToldThatThereAreMore() throws Exception {
        Guest.Outcome seen = guest.count("", "true", INPUT_USER);
        assertTrue(seen.all().contains("OPENED evdev: 1 keyboard and 1 pointer in /dev/input\n"), seen.all());
        guest.run("chmod 600 /dev/input/event0");
        try {
            Guest.Outcome part = guest.count("", "true", INPUT_USER);
            assertTrue(
                    part.all().contains("0 keyboards and 1 pointer in /dev/input; 1 more cannot be opened: EACCES"),
                    part.all());
        } finally {
            guest.run("chmod 660 /dev/input/event0");
        }
    }

    @Test
    void everyDeviceIsNamedAlsoOneThatMayNotBeOpened() throws Exception {
        String list = guest.counter("--devices");
        GuestMachine.Result root = guest.run(list);
        assertTrue(root.out().contains("name=QEMU Virtio Keyboard"), root.out());
        assertTrue(root.out().contains("counts=[KEYS]"), root.out());
        assertTrue(root.out().contains("Available[detail=1 keyboard and 1 pointer in /dev/input"), root.out());
        GuestMachine.Result other = guest.run(list, "--user", "1000:1000");
        assertTrue(other.out().contains("name=QEMU Virtio Keyboard, bus=virtual machine"), other.out());
        assertTrue(other.out().contains("counts=[], problem=Optional[cannot be opened: EACCES"), other.out());
    }

    @Test
    void aDeviceThatAnotherProgramHasGrabbedIsNamedWithThatProgramAndCountsOnceItIsLetGo() throws Exception {
        String list = guest.counter("--devices evdev.checkGrabs=true");
        GuestMachine.Result grabbed = guest.run("grab Keyboard " + list);
        assertTrue(grabbed.out().contains("grabbed 1"), grabbed.toString());
        assertTrue(
                grabbed.out()
                        .lines()
                        .anyMatch(
                                line -> line.contains("name=QEMU Virtio Keyboard")
                                        && line.contains(
                                                "counts=[], problem=Optional[is grabbed by another program; open in grab (pid ")),
                grabbed.out());
        assertTrue(
                grabbed.out().contains("0 keyboards and 1 pointer in /dev/input; 1 more grabbed by other programs"),
                grabbed.out());
        GuestMachine.Result blind = guest.run("grab QEMU " + list);
        assertTrue(blind.out().contains("Unavailable[reason=none of "), blind.out());
        GuestMachine.Result free = guest.run(list, INPUT_USER);
        assertTrue(free.out().contains("Available[detail=1 keyboard and 1 pointer"), free.out());
        GuestMachine.Result unseen =
                guest.run("grab Keyboard chroot --userspec=1000:1000 --groups=$(stat -c %g /dev/input/event0) / sh -c '"
                        + list + "'");
        assertTrue(unseen.out().contains("problem=Optional[is grabbed by another program],"), unseen.out());
    }

    @Test
    void lookingForGrabsTakesNothingFromWhoCountsAndCountingGrabsNothing() throws Exception {
        Guest.Outcome seen = guest.count(
                "",
                "grab QEMU echo nobody had them; " + guest.counter("--devices evdev.checkGrabs=true")
                        + "; grab QEMU echo nor has anybody now; inject 'keys 5; move 5 1 1'");
        assertTrue(seen.script().contains("nobody had them"), seen.all());
        assertTrue(seen.script().contains("nor has anybody now"), seen.all());
        assertEquals(5, seen.count("keys"), seen.all());
        assertEquals(5, seen.count("motions"), seen.all());
    }

    @Test
    void manyPlugsLeakNoDescriptorAndMissNoDevice() throws Exception {
        int cycles = FULL ? 1000 : 24;
        // A report that is not read yet when its device goes is lost in the kernel: the emulated reader needs time for
        // it.
        int lingerMillis = FULL ? 500 : 1500;
        Guest.Outcome seen = guest.count(
                "'evdev.include=plugged*' evdev.wait=true",
                "one() { for i in $(seq " + cycles / 4 + "); do"
                        + " evgen kbd 2 --name plugged --before-ms 0 --open-by $pid --linger-ms " + lingerMillis
                        + " >/dev/null; done; }\n"
                        + "one & one & one & one & wait; awaits 'DEVICES 0 0';"
                        + " echo descriptors $(ls -l /proc/$pid/fd | grep -c /dev/input/event)");
        assertEquals(cycles, seen.count("keys"), seen.all());
        assertEquals(0, seen.count("keyboards"), seen.all());
        assertTrue(seen.script().contains("descriptors 0"), seen.all());
    }

    @Test
    void typingLeavesNoTraceInMemory() throws Exception {
        String codes = "16,44,36,45,47,37,17,50,25,48";
        String scan = "python3 " + Path.of("src/test/scripts/memscan.py").toAbsolutePath() + " $pid " + codes;
        Guest.Outcome seen = guest.count("", "inject 'type qzjxvkwmpb; sleep 1'; " + scan);
        assertEquals(10, seen.count("keys"), seen.all());
        assertTrue(seen.script().contains("FOUND 0"), seen.all());
        Guest.Outcome careless = guest.count("--plant=" + codes, scan);
        assertTrue(careless.script().stream().anyMatch(line -> line.startsWith("event at")), careless.all());
        assertTrue(careless.script().stream().anyMatch(line -> line.contains("once, 2 bytes")), careless.all());
        assertTrue(careless.script().stream().anyMatch(line -> line.contains("once, 4 bytes")), careless.all());
    }

    /** With the kernel's own self-test of suspending. It costs this guest its file system: hence one of its own. */
    @Test
    void suspendAndResumeIsAGapAndNoActivity() throws Exception {
        Assumptions.assumeTrue(FULL, "only with -Dtally.full=true");
        try (Guest sleeper = new Guest()) {
            // Everything that is needed after it is used once before it, by setting the clock and a flood; the shell
            // then does with what it has built in.
            GuestMachine.Result seen = sleeper.run(
                    "gaps() { n=0; while read -r l; do [ \"$l\" = GAP ] && n=$((n + 1)); done <out; }\n"
                            + "cd $(mktemp -d); " + sleeper.counter("")
                            + " >out 2>err & until grep -q READY out; do :; done\n"
                            + "date -s @$(($(date +%s) + 60)) >/dev/null; evgen mouse 20000 --batch 1 --before-ms 3000 >/dev/null\n"
                            + "gaps; before=$n; echo core >/sys/power/pm_test; echo mem >/sys/power/state\n"
                            + "while gaps; [ $n = $before ]; do :; done; echo more gaps: $((n - before))",
                    "--timeout",
                    "60");
            assertTrue(seen.out().contains("more gaps: 1"), seen.toString());
        }
    }

    @Test
    void theKernelKeepsScanCodesAndWhatElseDoesNotCountToItself() throws Exception {
        GuestMachine.Result seen = guest.run(guest.counter("--masks"));
        assertTrue(
                seen.out().contains("'QEMU Virtio Keyboard' (/dev/input/event0, virtual machine) sends types 7\n"),
                seen.toString());
        assertTrue(seen.out().contains("sends types f\n"), seen.toString()); // the mouse: absolute axes too
    }

    @Test
    void aLimitThatCountingWouldFailAtIsFoundBefore() throws Exception {
        GuestMachine.Result seen =
                guest.run("limit=/proc/sys/fs/inotify/max_user_watches; old=$(cat $limit); echo 0 >$limit; "
                        + guest.counter("--devices") + "; echo $old >$limit");
        assertTrue(
                seen.out().contains("Unavailable[reason=cannot watch /dev/input for new devices: ENOSPC"),
                seen.toString());
        assertTrue(seen.out().contains("name=QEMU Virtio Keyboard"), seen.toString());
    }

    @Test
    void settingTheClockIsNoGap() throws Exception {
        Guest.Outcome seen = guest.count("", "date -s @$(($(date +%s) + 3600)) >/dev/null; inject 'keys 3'");
        assertEquals(3, seen.count("keys"), seen.all());
        assertEquals(0, seen.count("gaps"), seen.all());
        assertTrue(seen.all().contains("the clock was set"), seen.all());
    }
}
