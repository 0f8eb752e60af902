package dev.tally.examples.client;

import dev.tally.examples.client.ClientSettings.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Finds the server's key in a file or in {@code API_KEY}; never on the command line, which every user can read. */
final class ApiKeyFile {
    static final String VARIABLE = "API_KEY";
    private static final String OPTION = "--api-key-file";

    /** The default of the system that this client replaces. It is public. */
    static final String DEFAULT = "secret";

    private ApiKeyFile() {}

    /**
     * Returns the server's key.
     *
     * @param file holds the key; null to take {@code API_KEY}
     * @param command the command that was parsed
     * @return the key; empty if neither is set
     * @throws UsageException if both are set in the same place, or the file cannot be read or is empty
     */
    static Optional<String> find(@Nullable Path file, ClientSettings settings, CommandLine command) {
        return file == null || isVariableFirst(settings, command)
                ? settings.get(VARIABLE)
                : Optional.of(read(OPTION, "key", file));
    }

    /** Says whether {@code API_KEY} is set in a place that comes before that of its file. */
    static boolean isVariableFirst(ClientSettings settings, CommandLine command) {
        Place ofVariable = settings.placeOf(VARIABLE);
        Place ofFile = settings.placeOf(OPTION, command);
        if (ofVariable == ofFile && ofFile != Place.NOWHERE) {
            throw new UsageException("API_KEY and API_KEY_FILE are both set in " + ofFile + "; unset one of them");
        }
        return ofVariable.compareTo(ofFile) < 0;
    }

    /**
     * Reads the secret in a file.
     *
     * @param option the option that named the file
     * @param what the kind of secret, for messages: {@code key}, {@code token}
     * @throws UsageException if the file cannot be read or is empty
     */
    static String read(String option, String what, Path file) {
        try {
            String key = TextFile.read(file).strip();
            if (key.isEmpty()) {
                throw UsageException.of(
                        option, file, "the " + what + " file " + file + " is empty; write the " + what + " into it");
            }
            return key;
        } catch (IOException e) {
            throw UsageException.of(
                    option,
                    file,
                    "cannot read the " + what + " file " + Excerpt.of(file.toString()) + ": " + ClientSettings.why(e));
        }
    }
}
