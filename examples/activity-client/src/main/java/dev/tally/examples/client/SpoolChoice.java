package dev.tally.examples.client;

import static dev.tally.examples.client.Options.option;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options of the spool, the directory of counts that are not delivered yet. */
final class SpoolChoice {
    private @Nullable Path directory;
    private boolean none;

    /** Adds the options to a command. */
    void addTo(CommandSpec spec) {
        spec.addOption(option("--spool", Path.class, value -> directory = value)
                .paramLabel("DIRECTORY")
                .descriptionKey("TALLY_SPOOL")
                .description(
                        "Keep counts that are not delivered yet in this directory; the next run delivers them, also after"
                                + " a crash. Default: tally/spool in $XDG_STATE_HOME or ~/.local/state. [TALLY_SPOOL]")
                .build());
        spec.addOption(option("--no-spool", boolean.class, value -> none = value)
                .descriptionKey("TALLY_NO_SPOOL")
                .description("Keep counts that are not delivered yet in memory only. [TALLY_NO_SPOOL]")
                .build());
    }

    /** Returns the directory of the spool; empty if counts are kept in memory only. */
    Optional<Path> directory(Map<String, String> environment) {
        if (none) {
            return Optional.empty();
        }
        return Optional.of(directory != null ? directory : usualPlace(environment));
    }

    private static Path usualPlace(Map<String, String> environment) {
        return stateDirectory(environment).resolve("spool");
    }

    /** Returns where the client keeps what must outlive a restart of the machine. */
    static Path stateDirectory(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        Path base = state.isEmpty() ? Path.of(home, ".local", "state") : Path.of(state);
        return base.resolve("tally");
    }
}
