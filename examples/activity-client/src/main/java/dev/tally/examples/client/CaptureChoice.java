package dev.tally.examples.client;

import static dev.tally.examples.client.Options.option;
import static dev.tally.examples.client.Options.pairs;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options that say what is captured, shared by {@code run} and {@code doctor}. */
final class CaptureChoice {
    private @Nullable String backend;
    private Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable String config; // ClientSettings reads it before picocli parses the command line

    /** Adds the options to a command. */
    void addTo(CommandSpec spec) {
        spec.addOption(option("--backend", String.class, value -> backend = value)
                .paramLabel("NAME")
                .descriptionKey("TALLY_BACKEND")
                .description(
                        "Count with this backend only: xrecord, evdev or simulated. By default the best one that works here is"
                                + " used: xrecord in an X session, else evdev. [TALLY_BACKEND]")
                .build());
        spec.addOption(pairs("--capture", value -> settings = value)
                .paramLabel("BACKEND.SETTING=VALUE")
                .description(
                        "Change a setting of a backend, for example xrecord.display=:1 or simulated.script='keys 9; click left 2'."
                                + " May be repeated.")
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
        try {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                requireBackend(setting.getKey(), backends);
                options = options.with(setting.getKey(), setting.getValue());
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException("--capture: " + e.getMessage());
        }
        return backend == null || backend.equals("auto") ? options : options.backend(backend);
    }

    /** Rejects a setting of a backend that is not present. The library ignores it, but here its name is mistyped. */
    private static void requireBackend(String setting, Set<String> names) {
        String name = setting.split("\\.", 2)[0];
        if (setting.contains(".") && !names.contains(name)) {
            throw new UsageException("--capture: there is no backend '" + name + "' for " + setting + "; present are "
                    + String.join(", ", names));
        }
    }
}
