package dev.tally.capture.evdev.internal;

import dev.tally.capture.Availability;
import dev.tally.capture.spi.DeviceReport;
import dev.tally.capture.spi.DeviceReport.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** What all devices together come to: enough to count with, or why not. */
final class DeviceSurvey {
    private final String directory;
    private final List<DeviceReport> reports = new ArrayList<>();
    private int refused;
    private String refusal = "";

    DeviceSurvey(String directory) {
        this.directory = directory;
    }

    void add(DeviceScan.Found found) {
        reports.add(found.report());
        if (Errno.isRefusal(found.errno())) {
            refused++;
            refusal = Errno.words(found.errno());
        }
    }

    List<DeviceReport> reports() {
        return List.copyOf(reports);
    }

    /** Whether anything can be counted, and if not, why, for each cause. */
    Availability availability() {
        if (reports.stream().anyMatch(DeviceReport::counted)) {
            String others = refused == 0 ? "" : "; " + refused + " more cannot be opened: " + refusal;
            return Availability.available(summary() + others);
        }
        if (reports.isEmpty()) {
            return nothingThere();
        }
        return refused == reports.size() ? allRefused() : noneUseful();
    }

    /** {@code 2 keyboards and 1 pointer in /dev/input, 1 of them virtual}. */
    String summary() {
        List<DeviceReport> counted =
                reports.stream().filter(DeviceReport::counted).toList();
        long virtual = counted.stream()
                .filter(r -> r.bus().endsWith(DeviceCapabilities.VIRTUAL))
                .count();
        String which = number(counted, Kind.KEYS, "keyboard") + " and " + number(counted, Kind.MOTION, "pointer");
        return which + " in " + directory + (virtual == 0 ? "" : ", " + virtual + " of them virtual");
    }

    private static String number(List<DeviceReport> counted, Kind kind, String name) {
        long n = counted.stream().filter(r -> r.counts().contains(kind)).count();
        return n + " " + name + (n == 1 ? "" : "s");
    }

    private Availability nothingThere() {
        String reason = Files.isDirectory(Path.of(directory))
                ? "there is no input device in " + directory
                : "there is no directory " + directory;
        return Availability.unavailable(
                reason,
                "plug in a keyboard or mouse; in a container, pass " + directory
                        + " into it; to start without any and wait, set evdev.wait=true");
    }

    private Availability allRefused() {
        String which = refused == 1 ? "the only device" : "any of " + refused + " devices";
        return Availability.unavailable(
                "cannot open " + which + " in " + directory + ": " + refusal,
                reports.getFirst().remedy().orElse("ask for the right to read them"));
    }

    private Availability noneUseful() {
        StringJoiner each = new StringJoiner(", ");
        for (DeviceReport report : reports) {
            each.add(report.path() + " '" + report.name() + "' "
                    + report.problem().orElse("is not counted"));
        }
        Optional<String> remedy =
                reports.stream().flatMap(r -> r.remedy().stream()).findFirst();
        return Availability.unavailable(
                "none of " + reports.size() + " devices in " + directory + " can be counted: " + each,
                remedy.orElse("plug in a keyboard or mouse"));
    }
}
