package dev.tally.capture.evdev.internal;

import dev.tally.capture.spi.DeviceReport.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Decides which devices are read, and what is counted of each. */
final class DeviceFilter {
    private final EvdevSettings settings;

    DeviceFilter(EvdevSettings settings) {
        this.settings = settings;
    }

    /**
     * The decision about a device.
     *
     * @param counts the kinds of input that are counted of it; empty if it is not read
     * @param problem the reason why it is not read; empty if it is
     * @param remedy what the user can do to have it read; empty if nothing helps or it is read
     */
    record Verdict(Set<Kind> counts, Optional<String> problem, Optional<String> remedy) {
        private static Verdict leftAlone(String problem, String remedy) {
            return new Verdict(
                    Set.of(), Optional.of(problem), Optional.of(remedy).filter(text -> !text.isEmpty()));
        }
    }

    Verdict judge(String path, DeviceCapabilities device) {
        if (matches(settings.exclude(), path, device.name())) {
            return Verdict.leftAlone("is excluded by evdev.exclude", "");
        }
        boolean named = matches(settings.include(), path, device.name());
        if (!named && !settings.include().isEmpty()) {
            return Verdict.leftAlone("is not among evdev.include", "add its name or path to evdev.include");
        }
        if (device.virtual() && !named && !settings.countsVirtual()) {
            return Verdict.leftAlone("is made by a program (uinput)", "set evdev.virtual=include to count it");
        }
        return byAbility(device, named || settings.countsAll());
    }

    private static Verdict byAbility(DeviceCapabilities device, boolean asked) {
        Set<Kind> counts = device.counts(asked);
        if (!counts.isEmpty()) {
            return new Verdict(counts, Optional.empty(), Optional.empty());
        }
        return Verdict.leftAlone(
                device.whyLeftOut(),
                device.countsIfAsked()
                        ? "to count it anyway, set evdev.all=true; or name it in evdev.include, which leaves out"
                                + " every device that it does not name"
                        : "");
    }

    private static boolean matches(List<Pattern> patterns, String path, String name) {
        return patterns.stream()
                .anyMatch(pattern -> matches(pattern, path)
                        || matches(pattern, path.substring(path.lastIndexOf('/') + 1))
                        || matches(pattern, name));
    }

    private static boolean matches(Pattern pattern, String text) {
        return pattern.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }
}
