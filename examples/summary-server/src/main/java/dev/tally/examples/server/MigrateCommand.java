package dev.tally.examples.server;

import dev.tally.sink.postgresql.PostgresImport;
import dev.tally.sink.sqlite.SqliteFiles;
import java.io.PrintWriter;
import java.sql.Connection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code summary-server migrate}: moves the counts of an SQLite file to PostgreSQL. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Copies the SQLite file to the empty PostgreSQL database of ACTIVITY_DB_URL (ACTIVITY_DB_USER, ACTIVITY_DB_PASSWORD"
                    + " or ACTIVITY_DB_PASSWORD_FILE). Stop the server first. Interrupted, it goes on when started again."
        },
        footer = {"", "Exit status: 0 copied; 1 failed; 2 wrong usage or setting."})
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Spec
    @Nullable
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PostgresAddress target = PostgresAddress.of(System.getenv())
                .orElseThrow(() -> new IllegalArgumentException(
                        "set ACTIVITY_DB_URL to the database to migrate to: jdbc:postgresql://host/database"));
        try (Connection source = SqliteFiles.connectToRead(store.file())) {
            PostgresImport.run(
                    source,
                    store.file().toString(),
                    target.url(),
                    target.user(),
                    target.password(),
                    line -> print(target + ": " + line));
        }
        return 0;
    }

    private void print(String line) {
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
            out.flush();
        }
    }
}
