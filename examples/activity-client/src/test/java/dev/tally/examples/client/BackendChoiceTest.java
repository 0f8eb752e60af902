package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureBackends.Backend;
import dev.tally.capture.CaptureOptions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Under Wayland the user is told that evdev would count more, and why it is not used. */
class BackendChoiceTest {
    private static final Availability USABLE = Availability.available("it works");
    private static final Availability NO_DEVICES =
            Availability.unavailable("there is no /dev/input", "run on the host");

    @Test
    void xrecordBelowAnEvdevThatCannotBeUsedNamesWhatIsMissing() {
        BackendChoice choice =
                choice(CaptureOptions.defaults(), backend("evdev", 100, NO_DEVICES), backend("xrecord", 50));
        assertEquals("xrecord", choice.chosen().orElseThrow().name());
        assertEquals(
                Optional.of(
                        "evdev would count the input of all programs, but cannot be used here: there is no /dev/input;"
                                + " run on the host"),
                choice.missedBackend());
    }

    @Test
    void inAnXSessionNothingIsMissing() {
        BackendChoice choice =
                choice(CaptureOptions.defaults(), backend("xrecord", 200), backend("evdev", 100, NO_DEVICES));
        assertEquals("xrecord", choice.chosen().orElseThrow().name());
        assertEquals(Optional.empty(), choice.missedBackend());
    }

    @Test
    void withoutAnyBackendTheListOfThemSaysWhatIsMissing() {
        BackendChoice choice =
                choice(CaptureOptions.defaults(), backend("evdev", 100, NO_DEVICES), backend("simulated", -1));
        assertEquals(Optional.empty(), choice.chosen());
        assertEquals(Optional.empty(), choice.missedBackend());
    }

    @Test
    void aBackendThatTheUserHasNamedIsNotQuestioned() {
        BackendChoice choice = choice(
                CaptureOptions.defaults().backend("simulated"),
                backend("evdev", 100, NO_DEVICES),
                backend("simulated", -1));
        assertEquals("simulated", choice.chosen().orElseThrow().name());
        assertEquals(Optional.empty(), choice.missedBackend());
    }

    private static BackendChoice choice(CaptureOptions options, Backend... present) {
        return new BackendChoice(options, List.of(present));
    }

    private static Backend backend(String name, int priority) {
        return backend(name, priority, USABLE);
    }

    private static Backend backend(String name, int priority, Availability availability) {
        return new Backend(name, priority, availability, List.of(), Optional.empty());
    }
}
