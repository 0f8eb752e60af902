package dev.tally.examples.client;

import static dev.tally.examples.client.Options.option;

import dev.tally.examples.client.ClientSettings.Place;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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

    /**
     * Returns the directory of the spool; empty if counts are kept in memory only.
     *
     * @param command the command that was parsed
     * @throws UsageException if the same place names a directory and says that there shall be no spool, or there is no usual place
     */
    Optional<Path> directory(Map<String, String> environment, CommandLine command) {
        if (none && (directory == null || isNoneFirst(command))) {
            return Optional.empty();
        }
        return Optional.of(
                directory != null
                        ? directory
                        : UserDirectories.state(environment).resolve("spool"));
    }

    /** Says whether the setting that there is no spool comes before that of its directory. */
    private static boolean isNoneFirst(CommandLine command) {
        ClientSettings settings = ClientSettings.of(command);
        Place ofNone = settings.placeOf("--no-spool", command);
        Place ofDirectory = settings.placeOf("--spool", command);
        if (ofNone == ofDirectory) {
            throw new UsageException(
                    ofNone == Place.COMMAND_LINE
                            ? "--spool and --no-spool exclude each other; leave one of them out"
                            : "TALLY_SPOOL and TALLY_NO_SPOOL exclude each other, and both are in " + ofNone
                                    + "; leave one of them out");
        }
        return ofNone.compareTo(ofDirectory) < 0;
    }
}
