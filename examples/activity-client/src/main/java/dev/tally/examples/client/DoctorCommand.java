package dev.tally.examples.client;

import static java.util.stream.Collectors.joining;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureBackends.Backend;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.DeviceReport;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** Says what can be counted on this machine, and what to do about what cannot. */
final class DoctorCommand implements Callable<Integer> {
    private static final String CHECK_GRABS = "evdev.checkGrabs";

    private final CaptureChoice capture = new CaptureChoice();

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    /** Returns the description of the command and its options. */
    CommandSpec spec() {
        spec.usageMessage()
                .description(
                        "Lists every capture backend and every input device: whether it can be used, why not, and what to"
                                + " do about it.")
                .footer(
                        "",
                        "Examples:",
                        "  activity-client doctor",
                        "  activity-client doctor --backend xrecord --capture xrecord.display=:1",
                        "",
                        "To see whether another program has grabbed a device, each one in /dev/input that has been quiet for"
                                + " 0.3 s is grabbed for a moment; --capture evdev.checkGrabs=false leaves that out.",
                        "Exit status: 0 if input can be counted, 1 if not, 2 wrong usage.");
        capture.addTo(spec);
        Options.addStandardOptions(spec, new ActivityClient.Version());
        return spec;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CaptureOptions options = thorough(capture.options());
        capture.requireBackend();
        BackendChoice choice = BackendChoice.among(options);
        choice.present().forEach(backend -> print(backend, out));
        out.println();
        out.println(choice.chosen()
                .map(b -> "`run` would count with " + b.name() + ".")
                .orElseGet(() -> missing(options)));
        choice.missedBackend().ifPresent(missed -> out.println(missed + "."));
        out.flush();
        return choice.chosen().isPresent() ? 0 : 1;
    }

    /** Adds the check for grabbed devices. A program that counts never makes it, because it grabs each device for a moment. */
    private static CaptureOptions thorough(CaptureOptions options) {
        return options.get(CHECK_GRABS).isPresent() ? options : options.with(CHECK_GRABS, "true");
    }

    private static String missing(CaptureOptions options) {
        return options.backend()
                        .map(name -> "Nothing can be counted with backend '" + name + "' here yet.")
                        .orElse("Nothing can be counted here yet.")
                + " The lines above say what is missing.";
    }

    private static void print(Backend backend, PrintWriter out) {
        switch (backend.availability()) {
            case Availability.Available it -> out.printf("%-10s usable      %s%n", backend.name(), it.detail());
            case Availability.Unavailable it -> {
                out.printf("%-10s not usable  %s%n", backend.name(), it.reason());
                out.printf("%-10s             -> %s%n", "", it.remedy());
            }
        }
        backend.devices().forEach(device -> print(device, out));
    }

    private static void print(DeviceReport device, PrintWriter out) {
        String counts = device.counted()
                ? "counts "
                        + device.counts().stream()
                                .sorted()
                                .map(k -> k.name().toLowerCase(Locale.ROOT))
                                .collect(joining(", "))
                : "not counted";
        out.printf(
                "  %-20s %s%s: %s%n",
                device.path(),
                device.name().isEmpty() ? "(no name)" : device.name(),
                device.bus().isEmpty() ? "" : " [" + device.bus() + "]",
                counts);
        device.problem().ifPresent(problem -> out.printf("  %-20s   %s%n", "", problem));
        device.remedy().ifPresent(remedy -> out.printf("  %-20s   -> %s%n", "", remedy));
    }
}
