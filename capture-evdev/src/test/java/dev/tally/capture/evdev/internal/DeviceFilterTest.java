package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.DeviceReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviceFilterTest {
    private static final String PATH = "/dev/input/event7";
    private static final DeviceCapabilities KEYBOARD = Invented.keyboard("AT Translated Set 2 keyboard");
    private static final DeviceCapabilities GAMEPAD =
            new Invented("Pad").keyRange(0x130, 0x13e).absolute(0, 1).made();
    private static final DeviceCapabilities REMAPPED =
            new Invented("keyd virtual keyboard").keyRange(1, 127).virtual().made();

    private static DeviceFilter.Verdict judge(DeviceCapabilities device, String... settings) throws CaptureException {
        CaptureOptions options = CaptureOptions.defaults();
        for (int i = 0; i < settings.length; i += 2) {
            options = options.with(settings[i], settings[i + 1]);
        }
        return new DeviceFilter(EvdevSettings.of(options)).judge(PATH, device);
    }

    private static boolean counted(DeviceCapabilities device, String... settings) throws CaptureException {
        return !judge(device, settings).counts().isEmpty();
    }

    @Test
    void withoutSettingsKeyboardsCountAndGamepadsDoNot() throws CaptureException {
        assertTrue(counted(KEYBOARD));
        assertFalse(counted(GAMEPAD));
        assertEquals(Optional.of("is a gamepad or joystick"), judge(GAMEPAD).problem());
        assertTrue(judge(GAMEPAD).remedy().orElse("").contains("evdev.all=true"));
        assertTrue(judge(GAMEPAD).remedy().orElse("").contains("leaves out every device that it does not name"));
    }

    @Test
    void excludeMatchesNamesAndPaths() throws CaptureException {
        assertFalse(counted(KEYBOARD, "evdev.exclude", "other, at translated*"));
        assertFalse(counted(KEYBOARD, "evdev.exclude", "event7"));
        assertFalse(counted(KEYBOARD, "evdev.exclude", "/dev/input/event?"));
        assertTrue(counted(KEYBOARD, "evdev.exclude", "event"));
    }

    @Test
    void includeTakesOnlyWhatItNamesAndOfAnyKind() throws CaptureException {
        assertTrue(counted(GAMEPAD, "evdev.include", "pad"));
        assertFalse(counted(KEYBOARD, "evdev.include", "pad"));
        assertFalse(counted(GAMEPAD, "evdev.include", "pad", "evdev.exclude", "p*"));
    }

    @Test
    void allTakesGamepadsToo() throws CaptureException {
        assertTrue(counted(GAMEPAD, "evdev.all", "true"));
        assertTrue(counted(KEYBOARD, "evdev.all", "true"));
    }

    @Test
    void virtualDevicesCountUnlessExcluded() throws CaptureException {
        assertTrue(counted(REMAPPED));
        assertFalse(counted(REMAPPED, "evdev.virtual", "exclude"));
        assertTrue(counted(REMAPPED, "evdev.virtual", "exclude", "evdev.include", "keyd*"));
    }

    @Test
    void charactersOfRegularExpressionsStandForThemselves() throws CaptureException {
        assertFalse(counted(KEYBOARD, "evdev.include", "AT (Translated|x) .+"));
        assertTrue(counted(Invented.keyboard("a+b (c)"), "evdev.include", "A+B (C)"));
    }

    @Test
    void starsStandForAnythingAlsoForNothing() throws CaptureException {
        DeviceCapabilities named = Invented.keyboard("a-b-b-c");
        for (String match : new String[] {"*", "a*", "*c", "a*b*c", "*b*b*", "a**c", "a-b-b-c*", "*-?-*", "?-b*-c"}) {
            assertTrue(counted(named, "evdev.include", match), match);
        }
        for (String miss : new String[] {"a", "b*", "*b", "a*b*b*b*c", "a-b-b-c?*", "*c*b*"}) {
            assertFalse(counted(named, "evdev.include", miss), miss);
        }
    }

    @Test
    void manyStarsAreNotSlow() {
        DeviceCapabilities long256 = Invented.keyboard("a".repeat(255));
        assertFalse(assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> counted(long256, "evdev.include", "*a".repeat(100) + "*b")));
    }

    @Test
    void theRemedyForWhatMayNotBeReadComesBeforeThatForAGamepad() throws CaptureException {
        DeviceFilter.Verdict pad = judge(GAMEPAD);
        DeviceSurvey survey = new DeviceSurvey("/dev/input");
        survey.add(found("pad", pad.problem(), pad.remedy(), 0));
        survey.add(found("keyboard", Optional.of("cannot be opened"), Optional.of("join the group"), Errno.EACCES));
        Availability.Unavailable why = assertInstanceOf(Availability.Unavailable.class, survey.availability());
        assertEquals("join the group", why.remedy());
    }

    private static DeviceScan.Found found(String name, Optional<String> problem, Optional<String> remedy, int errno) {
        return new DeviceScan.Found(
                new DeviceReport(PATH, name, "USB", Set.of(), problem, remedy), Optional.empty(), errno);
    }

    @Test
    void joiningAGroupIsNoRemedyWhereNoGroupMayRead() throws IOException {
        Path node = Files.createTempFile("event", "");
        try {
            Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rw-------"));
            assertTrue(DeviceScan.permissionRemedy(node.toString()).startsWith("no group may read it"));
        } finally {
            Files.delete(node);
        }
    }

    @Test
    void theServiceIsNamedBeforeTheGroupThatLetsEveryProgramRead() {
        String remedy = DeviceScan.permissionRemedy("/no/such/device"); // so the usual group is named
        assertTrue(
                remedy.contains("systemctl enable --now tally-activity-client), or add the user to group 'input'"),
                remedy);
        assertTrue(remedy.endsWith("then every program of that user can read every key"), remedy);
    }

    @Test
    void aSlashAtTheEndOfTheDirectoryIsInNoPath() throws CaptureException {
        CaptureOptions options = CaptureOptions.defaults().with("evdev.directory", "/dev/input/");
        assertEquals("/dev/input", EvdevSettings.of(options).directory());
    }

    @Test
    void wrongSettingsAreNamed() {
        assertWrong("evdev.colour", "red", "evdev.colour");
        assertWrong("evdev.virtual", "maybe", "include or exclude");
        assertWrong("evdev.all", "1", "true");
        assertWrong("evdev.directory", "dev/input", "absolute");
        assertWrong("evdev.directory", "/dev/\ud800", "locale");
    }

    private static void assertWrong(String name, String value, String word) {
        CaptureOptions options = CaptureOptions.defaults().with(name, value);
        CaptureException refused = assertThrows(CaptureException.class, () -> EvdevSettings.of(options));
        assertTrue(String.valueOf(refused.getMessage()).contains(word), refused.getMessage());
    }
}
