package dev.tally.examples.client;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the spool, the directory of counts that are not delivered yet. */
final class SpoolChoice {
    @Option(
            names = "--spool",
            paramLabel = "DIRECTORY",
            descriptionKey = "TALLY_SPOOL",
            description =
                    "Keep counts that are not delivered yet in this directory; the next run delivers them, also after"
                            + " a crash. Default: tally/spool in $XDG_STATE_HOME or ~/.local/state. [TALLY_SPOOL]")
    private @Nullable Path directory;

    @Option(
            names = "--no-spool",
            descriptionKey = "TALLY_NO_SPOOL",
            description = "Keep counts that are not delivered yet in memory only. [TALLY_NO_SPOOL]")
    private boolean none;

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
