package dev.tally.examples.client;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what is captured; the same for {@code run} and {@code doctor}. */
final class CaptureChoice {
    @Option(
            names = "--backend",
            paramLabel = "NAME",
            descriptionKey = "TALLY_BACKEND",
            description = {
                "Count with this backend only: xrecord, evdev or simulated. Without it the best one that works here is"
                        + " taken: xrecord in an X session, else evdev. [TALLY_BACKEND]"
            })
    private @Nullable String backend;

    @Option(
            names = "--capture",
            paramLabel = "BACKEND.SETTING=VALUE",
            description = {
                "A setting of a backend, as in xrecord.display=:1 or simulated.script='keys 9; click left 2'."
                        + " May be repeated."
            })
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Take settings that are neither options nor in the environment from the lines NAME=VALUE of this"
                            + " file. Default: ~/.config/tally/activity-client.conf if it is there. [TALLY_CONFIG]")
    private @Nullable String config; // read by ClientSettings before anything else is

    CaptureOptions options() {
        CaptureOptions options = CaptureOptions.defaults();
        Set<String> backends = CaptureBackends.names();
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

    /** The library ignores settings of backends that are not there; here such a one is mistyped. */
    private static void requireBackend(String setting, Set<String> names) {
        String name = setting.split("\\.", 2)[0];
        if (setting.contains(".") && !names.contains(name)) {
            throw new UsageException("--capture: there is no backend '" + name + "' for " + setting + "; present are "
                    + String.join(", ", names));
        }
    }
}
