package dev.tally.examples.client;

import static dev.tally.examples.client.Options.option;
import static dev.tally.examples.client.Options.repeated;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options that say what is captured, shared by {@code run} and {@code doctor}. */
final class CaptureChoice {
    private @Nullable String backend;
    private Set<String> settings = new LinkedHashSet<>();
    private @Nullable String config; // ClientSettings reads it before picocli parses the command line

    /** Adds the options to a command. */
    void addTo(CommandSpec spec) {
        spec.addOption(option("--backend", String.class, value -> backend = value)
                .paramLabel("NAME")
                .descriptionKey("TALLY_BACKEND")
                .description(
                        "Count with this backend only: xrecord, evdev or simulated; `run` and `doctor` also know separate, which takes"
                                + " over what `activity-client capture` counts. By default the best one that works here is used:"
                                + " xrecord in an X session, else evdev. [TALLY_BACKEND]")
                .build());
        spec.addOption(repeated("--capture", value -> settings = value)
                .paramLabel("BACKEND.SETTING=VALUE")
                .description(
                        "Change a setting of a backend, for example xrecord.display=:1 or simulated.script='keys 9; click left 2'."
                                + " May be repeated. docs/guides/choose-a-backend.md lists the settings.")
                .build());
        spec.addOption(option("--config", String.class, value -> config = value)
                .paramLabel("FILE")
                .description("Read settings that are neither on the command line nor in the environment from the lines"
                        + " NAME=VALUE of this file. Default: ~/.config/tally/activity-client.conf, if it exists."
                        + " [TALLY_CONFIG]")
                .build());
    }

    /**
     * Returns the options for the backends.
     *
     * @throws UsageException if a setting is wrong, or of a backend that is not present
     */
    CaptureOptions options() {
        CaptureOptions options = CaptureOptions.defaults();
        Set<String> backends = settings.isEmpty() ? Set.of() : CaptureBackends.names();
        for (String setting : settings) {
            options = with(setting, options, backends);
        }
        if (!settings.isEmpty()) {
            check(options);
        }
        return backend == null || backend.equals("auto") ? options : options.backend(backend);
    }

    /** Adds a setting. The library ignores one of a backend that is not present, but here its name is mistyped. */
    private static CaptureOptions with(String setting, CaptureOptions options, Set<String> backends) {
        int equals = setting.indexOf('=');
        int dot = setting.substring(0, Math.max(0, equals)).indexOf('.');
        if (dot < 1 || dot == equals - 1) {
            throw new UsageException(
                    "--capture", setting, "it must be like BACKEND.SETTING=VALUE, for example xrecord.display=:1");
        }
        String name = setting.substring(0, dot);
        if (!backends.contains(name)) {
            throw new UsageException(
                    "--capture",
                    setting,
                    "there is no backend '" + Excerpt.of(name) + "'; present are " + String.join(", ", backends));
        }
        return options.with(setting.substring(0, equals), setting.substring(equals + 1));
    }

    private static void check(CaptureOptions options) {
        try {
            CaptureBackends.check(options);
        } catch (CaptureException e) {
            throw new UsageException("--capture: " + e.getMessage());
        }
    }

    /**
     * Checks that there is a backend of the name that was given. A run does this only when none was found: it takes time.
     *
     * @throws UsageException if there is no such backend
     */
    void requireBackend() {
        Set<String> names = backend == null ? Set.of() : CaptureBackends.names();
        if (backend != null && !names.contains(backend)) {
            throw new UsageException("--backend", backend, "present are " + String.join(", ", names));
        }
    }
}
