package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.evdev.GuestMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against a real kernel: each device is named, with the reason why it does not count and the remedy. */
class GuestDoctorIT {
    private static final String[] INPUT_USER = {"--user", "1000:1000", "--groups", "input"};

    @RegisterExtension
    static final SharedGuest GUEST = new SharedGuest();

    @Test
    void withoutPermissionItIsUnavailableWithTheRemedy() throws Exception {
        GuestMachine.Result refused = GUEST.guest().run(GUEST.guest().counter(""), "--user", "1000:1000");
        assertEquals(3, refused.status(), refused.toString());
        assertTrue(refused.out().contains("EACCES, permission denied"), refused.out());
        assertTrue(refused.out().contains("add the user to group"), refused.out());
        assertTrue(refused.out().contains("then every program of that user can read every key"), refused.out());
    }

    @Test
    void whoCountsWithPartOfTheDevicesIsToldThatThereAreMore() throws Exception {
        Guest.Outcome seen = GUEST.guest().count("", "true", INPUT_USER);
        assertTrue(seen.all().contains("OPENED evdev: 1 keyboard and 1 pointer in /dev/input\n"), seen.all());
        GUEST.guest().run("chmod 600 /dev/input/event0");
        try {
            Guest.Outcome part = GUEST.guest().count("", "true", INPUT_USER);
            assertTrue(
                    part.all().contains("0 keyboards and 1 pointer in /dev/input; 1 more cannot be opened: EACCES"),
                    part.all());
        } finally {
            GUEST.guest().run("chmod 660 /dev/input/event0");
        }
    }

    @Test
    void everyDeviceIsNamedAlsoOneThatMayNotBeOpened() throws Exception {
        String list = GUEST.guest().counter("--devices");
        GuestMachine.Result root = GUEST.guest().run(list);
        assertTrue(root.out().contains("name=QEMU Virtio Keyboard"), root.out());
        assertTrue(root.out().contains("counts=[KEYS]"), root.out());
        assertTrue(root.out().contains("Available[detail=1 keyboard and 1 pointer in /dev/input"), root.out());
        GuestMachine.Result other = GUEST.guest().run(list, "--user", "1000:1000");
        assertTrue(other.out().contains("name=QEMU Virtio Keyboard, bus=virtual machine"), other.out());
        assertTrue(other.out().contains("counts=[], problem=Optional[cannot be opened: EACCES"), other.out());
    }

    @Test
    void aDeviceThatAnotherProgramHasGrabbedIsNamedWithThatProgramAndCountsOnceItIsLetGo() throws Exception {
        String list = GUEST.guest().counter("--devices evdev.checkGrabs=true");
        GuestMachine.Result grabbed = GUEST.guest().run("grab Keyboard " + list);
        assertTrue(grabbed.out().contains("grabbed 1"), grabbed.toString());
        assertTrue(
                grabbed.out()
                        .lines()
                        .anyMatch(line -> line.contains("name=QEMU Virtio Keyboard")
                                && line.contains("counts=[], problem=Optional[is grabbed by another program; open in"
                                        + " grab (pid ")),
                grabbed.out());
        assertTrue(
                grabbed.out().contains("0 keyboards and 1 pointer in /dev/input; 1 more grabbed by other programs"),
                grabbed.out());
        GuestMachine.Result blind = GUEST.guest().run("grab QEMU " + list);
        assertTrue(blind.out().contains("Unavailable[reason=none of "), blind.out());
        GuestMachine.Result free = GUEST.guest().run(list, INPUT_USER);
        assertTrue(free.out().contains("Available[detail=1 keyboard and 1 pointer"), free.out());
        GuestMachine.Result unseen = GUEST.guest()
                .run("grab Keyboard chroot --userspec=1000:1000 --groups=$(stat -c %g /dev/input/event0) / sh -c '"
                        + list + "'");
        assertTrue(unseen.out().contains("problem=Optional[is grabbed by another program],"), unseen.out());
    }

    @Test
    void lookingForGrabsTakesNothingFromWhoCountsAndCountingGrabsNothing() throws Exception {
        Guest.Outcome seen = GUEST.guest()
                .count(
                        "",
                        "grab QEMU echo nobody had them; " + GUEST.guest().counter("--devices evdev.checkGrabs=true")
                                + "; grab QEMU echo nor has anybody now; inject 'keys 5; move 5 1 1'");
        assertTrue(seen.script().contains("nobody had them"), seen.all());
        assertTrue(seen.script().contains("nor has anybody now"), seen.all());
        assertEquals(5, seen.count("keys"), seen.all());
        assertEquals(5, seen.count("motions"), seen.all());
    }

    @Test
    void aLimitThatCountingWouldFailAtIsFoundBefore() throws Exception {
        GuestMachine.Result seen = GUEST.guest()
                .run("limit=/proc/sys/fs/inotify/max_user_watches; old=$(cat $limit); echo 0 >$limit; "
                        + GUEST.guest().counter("--devices") + "; echo $old >$limit");
        assertTrue(
                seen.out().contains("Unavailable[reason=cannot watch /dev/input for new devices: ENOSPC"),
                seen.toString());
        assertTrue(seen.out().contains("name=QEMU Virtio Keyboard"), seen.toString());
    }
}
