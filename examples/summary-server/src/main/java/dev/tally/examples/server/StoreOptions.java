package dev.tally.examples.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of sub-commands that name a database. */
final class StoreOptions {
    @Option(
            names = "--database",
            paramLabel = "FILE",
            description = "Use this SQLite file. [ACTIVITY_DB_PATH, activity_monitor.db]")
    @Nullable
    Path database;

    /** Returns the file that was named, or that of the environment. */
    Path file() {
        Path named = database;
        if (named == null) {
            String variable = System.getenv().getOrDefault("ACTIVITY_DB_PATH", "");
            named = Path.of(variable.isBlank() ? "activity_monitor.db" : variable);
        }
        return named.toAbsolutePath().normalize();
    }
}
