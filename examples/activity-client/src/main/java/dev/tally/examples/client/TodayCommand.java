package dev.tally.examples.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.sink.SinkException;
import dev.tally.sink.sqlite.SqliteFiles;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what was counted today, hour by hour, from the database of the sqlite sink. */
@Command(
        name = "today",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows what was counted today, hour by hour, from the database file that `activity-client run --sink sqlite` writes."
                    + " No client has to be running. Counts are in the file once they are delivered, every 30 s.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  activity-client today",
            "  activity-client today --database activity.db",
            "  activity-client run --sink http,sqlite --database activity.db",
            "",
            "Exit status: 0 shown; 1 there is no database, or it cannot be read; 2 wrong usage."
        })
final class TodayCommand implements Callable<Integer> {
    private static final String SQLITE = "sqlite ";

    @Option(
            names = "--database",
            paramLabel = "FILE",
            descriptionKey = "ACTIVITY_DB_PATH",
            description = "Read this database file. Default: the one of the running client, else "
                    + SinkChoice.DEFAULT_DB + " in this directory. [ACTIVITY_DB_PATH]")
    private @Nullable Path database;

    final SocketDirectory directory = new SocketDirectory();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SinkException {
        Path file = database == null ? ofRunningClient().orElse(Path.of(SinkChoice.DEFAULT_DB)) : database;
        if (!Files.isRegularFile(file)) {
            System.err.println("activity-client: there is no database " + file.toAbsolutePath()
                    + "; start the client with `activity-client run --sink sqlite --database FILE`, and name the same file"
                    + " here, unless the client is running");
            return 1;
        }
        print(file, ZoneId.systemDefault());
        return 0;
    }

    private static List<Bucket> read(Path file, BucketQuery query) throws SinkException {
        SqliteLibrary library = SqliteLibrary.unpacked();
        try {
            return SqliteFiles.buckets(file, query);
        } finally {
            library.remove();
        }
    }

    /** Returns the database that a running client writes; empty if none runs that has such a sink. */
    private Optional<Path> ofRunningClient() throws IOException {
        for (String answer : new RunningClients(directory.path(System.getenv()))
                .ask(0, StatusReport.QUESTION)
                .values()) {
            for (JsonNode sink : new ObjectMapper().readTree(answer).path("sinks")) {
                String name = sink.path("sink").asText();
                if (name.startsWith(SQLITE)) {
                    return Optional.of(UserDirectories.path("--database", name.substring(SQLITE.length())));
                }
            }
        }
        return Optional.empty();
    }

    private void print(Path file, ZoneId zone) throws SinkException {
        LocalDate today = LocalDate.now(zone);
        Instant from = today.atStartOfDay(zone).toInstant();
        Instant to = today.plusDays(1).atStartOfDay(zone).toInstant();
        List<Bucket> hours =
                read(file, BucketQuery.of(from, to, BucketSize.HOUR).in(zone));
        PrintWriter out = spec.commandLine().getOut();
        out.println(today + " in " + zone + ", from " + file.toAbsolutePath().normalize());
        out.print(TodayTable.of(hours, zone));
        out.flush();
    }
}
