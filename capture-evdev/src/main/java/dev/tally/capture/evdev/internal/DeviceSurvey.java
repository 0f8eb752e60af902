package dev.tally.capture.evdev.internal;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.spi.DeviceReport;
import dev.tally.capture.spi.DeviceReport.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** A summary of all devices: whether they suffice for counting, and if not, why. */
final class DeviceSurvey {
    private final String directory;
    private final List<DeviceReport> reports = new ArrayList<>();
    private int grabbed;
    /** The number of devices that cannot be opened, for each reason. */
    private final Map<String, Integer> unopened = new LinkedHashMap<>();
    /** The remedy for missing permission: of all reasons the one that most likely hides the keyboard. */
    private Optional<String> permission = Optional.empty();

    DeviceSurvey(String directory) {
        this.directory = directory;
    }

    void add(DeviceScan.Found found) {
        reports.add(found.report());
        if (found.errno() != 0 && !Errno.isAbsence(found.errno())) {
            unopened.merge(Errno.words(found.errno()), 1, Integer::sum);
        }
        if (Errno.isRefusal(found.errno())) {
            permission = permission.or(found.report()::remedy);
        }
    }

    /** Checks for devices that another program has grabbed, and marks them as not counted. */
    void ask(GrabCheck grabs) throws CaptureException {
        Map<String, GrabCheck.Answer> answers = grabs.ask(reports.stream()
                .filter(DeviceReport::counted)
                .map(DeviceReport::path)
                .toList());
        reports.replaceAll(report -> amended(report, answers.getOrDefault(report.path(), GrabCheck.Answer.FREE)));
        grabbed = Collections.frequency(answers.values(), GrabCheck.Answer.GRABBED);
    }

    private static DeviceReport amended(DeviceReport report, GrabCheck.Answer answer) {
        return switch (answer) {
            case FREE -> report;
            case GRABBED -> {
                String holders = String.join(", ", OpenFileHolders.of(Path.of(report.path())));
                yield with(
                        report,
                        Set.of(),
                        "is grabbed by another program" + (holders.isEmpty() ? "" : "; open in " + holders),
                        "if it is a remapper, the input of its virtual device is counted: check that evdev.exclude and"
                                + " evdev.virtual do not exclude that; otherwise stop the program");
            }
            case NEVER_QUIET ->
                with(
                        report,
                        report.counts(),
                        "was in use all the time: not checked whether another program has grabbed it",
                        "do not use it for two seconds and check again");
        };
    }

    private static DeviceReport with(DeviceReport report, Set<Kind> counts, String problem, String remedy) {
        return new DeviceReport(
                report.path(), report.name(), report.bus(), counts, Optional.of(problem), Optional.of(remedy));
    }

    List<DeviceReport> reports() {
        return List.copyOf(reports);
    }

    /** Returns whether anything can be counted, and if not, each cause. */
    Availability availability() {
        if (reports.stream().anyMatch(DeviceReport::counted)) {
            StringBuilder others = new StringBuilder();
            unopened.forEach((why, n) -> others.append("; ")
                    .append(n)
                    .append(" more cannot be opened: ")
                    .append(why));
            String taken = grabbed == 0 ? "" : "; " + grabbed + " more grabbed by other programs";
            return Availability.available(summary() + others + taken);
        }
        if (reports.isEmpty()) {
            return nothingThere();
        }
        boolean allForOneReason = unopened.containsValue(reports.size());
        return allForOneReason ? allRefused(unopened.keySet().iterator().next()) : noneUseful();
    }

    /** Returns {@code 2 keyboards and 1 pointer in /dev/input, 1 of them virtual}. */
    String summary() {
        List<DeviceReport> counted =
                reports.stream().filter(DeviceReport::counted).toList();
        long virtual = counted.stream()
                .filter(r -> r.bus().endsWith(DeviceCapabilities.VIRTUAL))
                .count();
        long keyboards =
                counted.stream().filter(r -> r.counts().contains(Kind.KEYS)).count();
        long pointers = counted.stream().filter(Device::isPointer).count();
        String which = number(keyboards, "keyboard") + " and " + number(pointers, "pointer");
        return which + " in " + directory + (virtual == 0 ? "" : ", " + virtual + " of them virtual");
    }

    private static String number(long n, String name) {
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

    private Availability allRefused(String refusal) {
        String which = reports.size() == 1 ? "the only device" : "any of " + reports.size() + " devices";
        return Availability.unavailable(
                "cannot open " + which + " in " + directory + ": " + refusal,
                permission.orElse("remove the cause that the message names; more permissions do not help"));
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
                permission.or(() -> remedy).orElse("plug in a keyboard or mouse"));
    }
}
