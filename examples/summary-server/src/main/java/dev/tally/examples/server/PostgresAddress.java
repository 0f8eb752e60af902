package dev.tally.examples.server;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL database that keeps the counts in place of a file.
 *
 * @param url the address
 * @param user the user, unless the address names it
 * @param password the password, unless the server needs none
 */
record PostgresAddress(
        String url, @Nullable String user, @Nullable String password) {
    private static final String PREFIX = "jdbc:postgresql://";

    /**
     * Reads the variables {@code ACTIVITY_DB_URL}, {@code ACTIVITY_DB_USER}, {@code ACTIVITY_DB_PASSWORD} and {@code
     * ACTIVITY_DB_PASSWORD_FILE}; there is no flag, because every user can read a command line.
     *
     * @throws IllegalArgumentException if the address is of another database, or a file of a password cannot be read
     */
    static Optional<PostgresAddress> of(Map<String, String> environment) {
        String url = environment.getOrDefault("ACTIVITY_DB_URL", "").strip();
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (!url.startsWith(PREFIX)) {
            throw new IllegalArgumentException("ACTIVITY_DB_URL must begin with " + PREFIX
                    + "; for SQLite set ACTIVITY_DB_PATH to a file instead");
        }
        String file = environment.getOrDefault("ACTIVITY_DB_PASSWORD_FILE", "");
        String password = file.isBlank()
                ? environment.get("ACTIVITY_DB_PASSWORD")
                : SecretFile.read("ACTIVITY_DB_PASSWORD_FILE", file);
        return Optional.of(new PostgresAddress(url, environment.get("ACTIVITY_DB_USER"), password));
    }

    /** Returns the address without user, password and parameters. */
    @Override
    public String toString() {
        return url.replaceFirst("\\?.*", "").replaceFirst("^jdbc:", "").replaceFirst("//.*@", "//");
    }
}
