package dev.tally.examples.server;

import dev.tally.sink.sqlite.SqliteFiles;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code summary-server check}: reads the whole SQLite file and compares its sums. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Reads the whole SQLite file and compares the sums in it.",
        footer = {"", "Exit status: 0 the file is sound; 1 it is not, or cannot be read; 2 wrong usage."})
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Spec
    @Nullable
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<String> wrong = SqliteFiles.check(store.file());
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            wrong.forEach(out::println);
            if (wrong.isEmpty()) {
                out.println(store.file() + " is sound");
            }
        }
        return wrong.isEmpty() ? 0 : 1;
    }
}
