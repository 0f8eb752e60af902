package dev.tally.capture;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureOptionsTest {
    @Test
    void optionsAreNotChangedByDerivingOthers() {
        CaptureOptions defaults = CaptureOptions.defaults();
        CaptureOptions more =
                defaults.backend("evdev").with("evdev.include", "a").with("evdev.include", "b");
        assertEquals(Optional.empty(), defaults.backend());
        assertEquals(Optional.empty(), defaults.get("evdev.include"));
        assertEquals(Optional.of("b"), more.get("evdev.include"));
        assertEquals("evdev{evdev.include=b}", more.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "display", ".display", "xrecord."})
    void aSettingWithoutItsBackendIsRefused(String name) {
        assertThrows(
                IllegalArgumentException.class, () -> CaptureOptions.defaults().with(name, "x"));
    }

    @Test
    void onlyUnknownSettingsOfTheBackendItselfAreRefused() {
        CaptureOptions options =
                CaptureOptions.defaults().with("xrecord.display", ":0").with("evdev.colour", "red");
        assertDoesNotThrow(() -> options.refuseUnknown("xrecord", Set.of("display")));
        CaptureException refused =
                assertThrows(CaptureException.class, () -> options.refuseUnknown("evdev", Set.of("include")));
        assertEquals("backend 'evdev' has no setting 'evdev.colour'; it has [evdev.include]", refused.getMessage());
    }
}
