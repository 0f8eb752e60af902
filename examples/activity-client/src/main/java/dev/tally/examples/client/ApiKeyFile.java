package dev.tally.examples.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the server's key in a file, else in {@code API_KEY}; never on the command line, which every user can read. */
final class ApiKeyFile {
    static final String VARIABLE = "API_KEY";

    /** The default of the system that this client replaces. It is public. */
    private static final String DEFAULT = "secret";

    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyFile.class);

    private ApiKeyFile() {}

    /**
     * Returns the server's key.
     *
     * @param file holds the key; null to take {@code API_KEY}, else the default
     * @throws UsageException if the file cannot be read or is empty
     */
    static String find(@Nullable Path file, ClientSettings settings) {
        if (file != null) {
            return read("--api-key-file", "key", file);
        }
        return settings.get(VARIABLE).orElseGet(() -> {
            LOG.warn(
                    "neither API_KEY_FILE nor API_KEY is set; the http sink sends the default key, which is public and protects nothing");
            return DEFAULT;
        });
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
            String key = Files.readString(file).strip();
            if (key.isEmpty()) {
                throw UsageException.of(option, file, "the " + what + " file " + file + " is empty");
            }
            return key;
        } catch (IOException e) {
            throw UsageException.of(
                    option, file, "cannot read the " + what + " file " + file + ": " + ClientSettings.why(e));
        }
    }
}
