package dev.tally.examples.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the server's key in a file, else in {@code API_KEY}; never on the command line, which every user can read. */
final class ApiKeyFile {
    static final String VARIABLE = "API_KEY";

    /** The default of the system that this client replaces. It is public. */
    static final String DEFAULT = "secret";

    private ApiKeyFile() {}

    /**
     * Returns the server's key.
     *
     * @param file holds the key; null to take {@code API_KEY}
     * @return the key; empty if neither is set
     * @throws UsageException if the file cannot be read or is empty
     */
    static Optional<String> find(@Nullable Path file, ClientSettings settings) {
        return file == null ? settings.get(VARIABLE) : Optional.of(read("--api-key-file", "key", file));
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
