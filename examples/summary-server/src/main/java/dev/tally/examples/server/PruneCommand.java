package dev.tally.examples.server;

import dev.tally.sink.sqlite.SqliteFiles;
import dev.tally.sink.sqlite.SqliteStore;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code summary-server prune}: merges and removes old rows of an SQLite file now, or says how many there are. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Merges rows of five minutes that are older than the retention into quarter hours and days.",
        footer = {"", "Exit status: 0 done; 1 failed; 2 wrong usage."})
final class PruneCommand implements Callable<Integer> {
    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Option(names = "--dry-run", description = "Only say how many rows would be merged and removed.")
    private boolean dryRun;

    @Option(
            names = "--retention-days",
            paramLabel = "N",
            description = "Keep rows of five minutes for this many days. [RETENTION_DAYS, 30]")
    @Nullable
    private String retentionDays;

    @Spec
    @Nullable
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Flags flags = new Flags();
        flags.retentionDays = retentionDays;
        Duration retention = new SettingsReader(flags, System.getenv()).retention();
        long rows = SqliteFiles.rowsBefore(store.file(), Instant.now().minus(retention));
        print(store.file() + ": " + rows + " rows of five minutes are older than " + retention.toDays() + " days");
        if (!dryRun) {
            SqliteStore.open(store.file(), Clock.systemUTC(), retention, this::print)
                    .close();
            long left = SqliteFiles.rowsBefore(store.file(), Instant.now().minus(retention));
            print(left == 0 ? "they are merged and removed" : left + " are kept, because the clock was set just now");
        }
        return 0;
    }

    private void print(String line) {
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
        }
    }
}
