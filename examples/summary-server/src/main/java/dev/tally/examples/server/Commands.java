package dev.tally.examples.server;

import dev.tally.sink.SinkException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The sub-commands of the server: what an operator does with keys and databases. */
final class Commands {
    private static final List<String> NAMES = List.of("keys", "migrate", "backup", "check", "prune", "consume");

    private Commands() {}

    /** Says whether the first argument names a sub-command. */
    static boolean isNamedBy(String[] arguments) {
        return arguments.length > 0 && NAMES.contains(arguments[0]);
    }

    /** Adds all sub-commands to the description of the server. */
    static void addTo(CommandLine line) {
        NAMES.forEach(name -> line.addSubcommand(command(name)));
    }

    /** Runs a sub-command and returns the exit status. */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        String name = arguments[0];
        CommandLine line = new CommandLine(CommandSpec.create().name("summary-server"))
                .addSubcommand(command(name)) // below the program, so that its usage line names both
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setExecutionExceptionHandler((failure, where, result) -> {
            if (failure instanceof IllegalArgumentException) {
                err.println("summary-server " + name + ": " + failure.getMessage());
                return SummaryServer.WRONG_SETTING;
            }
            if (failure instanceof SinkException || failure instanceof IOException) {
                err.println("summary-server " + name + ": " + failure.getMessage());
                return SummaryServer.CANNOT_START;
            }
            throw failure;
        });
        return line.execute(arguments.clone());
    }

    private static Object command(String name) {
        return switch (name) {
            case "keys" -> new KeysCommand();
            case "migrate" -> new MigrateCommand();
            case "backup" -> new BackupCommand();
            case "check" -> new CheckCommand();
            case "prune" -> new PruneCommand();
            case "consume" -> new ConsumeCommand();
            default -> throw new IllegalArgumentException(name + " is no sub-command");
        };
    }
}
