package dev.tally.examples.server;

import dev.tally.sink.sqlite.SqliteFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code summary-server backup}: copies the SQLite file, also while a server uses it. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description =
                "Copies the SQLite file, as of one moment, also while a server uses it. For PostgreSQL use pg_dump.",
        footer = {"", "Exit status: 0 copied; 1 failed, or TARGET exists; 2 wrong usage."})
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Parameters(paramLabel = "TARGET", description = "Copy to this new file.")
    private Path target = Path.of("");

    @Spec
    @Nullable
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        SqliteFiles.backup(store.file(), target.toAbsolutePath().normalize());
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(store.file() + " is copied to " + target);
        }
        return 0;
    }
}
