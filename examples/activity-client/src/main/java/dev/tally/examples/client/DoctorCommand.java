package dev.tally.examples.client;

import static java.util.stream.Collectors.joining;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureBackends.Backend;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.DeviceReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what can be counted on this machine, and what to do about what cannot. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Lists every capture backend and device: usable, or why not and what to do.",
        footer = {"", "Exit status: 0 if real input can be counted, 1 if not."})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private CaptureChoice capture = new CaptureChoice();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CaptureOptions options = capture.options();
        List<Backend> backends = CaptureBackends.survey(options);
        backends.forEach(backend -> print(backend, options, out));
        Optional<Backend> chosen = backends.stream()
                .filter(b -> b.available()
                        && (options.backend().isPresent()
                                ? b.name().equals(options.backend().get())
                                : b.priority() >= 0))
                .findFirst();
        if (devices(backends, options).anyMatch(DeviceReport::counted)) {
            out.println(
                    "  A device that never counts although it is listed as counted is grabbed by another program, as by a");
            out.println(
                    "  remapper: see whether that program's virtual device is counted. Linux does not tell who grabs.");
        }
        out.println();
        out.println(chosen.map(b -> "`run` would count with " + b.name() + ".").orElseGet(() -> missing(options)));
        out.flush();
        return chosen.isPresent() ? 0 : 1;
    }

    private static Stream<DeviceReport> devices(List<Backend> backends, CaptureOptions options) {
        return backends.stream().flatMap(b -> b.provider().stream()).flatMap(p -> p.devices(options).stream());
    }

    private static String missing(CaptureOptions options) {
        return options.backend()
                        .map(name -> "Nothing can be counted with backend '" + name + "' here yet.")
                        .orElse("Nothing can be counted here yet.")
                + " The lines above say what is missing.";
    }

    private static void print(Backend backend, CaptureOptions options, PrintWriter out) {
        switch (backend.availability()) {
            case Availability.Available it -> out.printf("%-10s usable      %s%n", backend.name(), it.detail());
            case Availability.Unavailable it -> {
                out.printf("%-10s not usable  %s%n", backend.name(), it.reason());
                out.printf("%-10s             -> %s%n", "", it.remedy());
            }
        }
        backend.provider().ifPresent(provider -> provider.devices(options).forEach(device -> print(device, out)));
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
