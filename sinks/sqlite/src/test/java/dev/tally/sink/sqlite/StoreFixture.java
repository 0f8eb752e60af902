package dev.tally.sink.sqlite;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import dev.tally.testkit.fixtures.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store in a directory of its own, at a time of its own, and SQL beside it. */
abstract class StoreFixture {
    static final Instant NOW = Instant.parse("2026-04-07T22:29:01.542Z");
    static final Instant BUCKET = Instant.parse("2026-04-07T22:25:00Z");
    static final Duration ALL = Duration.ofDays(14);
    static final UUID RUN = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");
    static final Counts MIXED = Counts.of(count -> count.ordinal() + 1);

    /** The tables that the older program makes. */
    static final String ORIGINAL = "CREATE TABLE activity_summaries (id INTEGER PRIMARY KEY AUTOINCREMENT, "
            + "received_at_ms INTEGER NOT NULL, lc INTEGER NOT NULL, rc INTEGER NOT NULL, mc INTEGER NOT NULL, "
            + "kp INTEGER NOT NULL, mm INTEGER NOT NULL);"
            + "CREATE INDEX idx_activity_summaries_received_at_ms ON activity_summaries (received_at_ms);";

    static final String ORIGINAL_INSERT = "INSERT INTO activity_summaries (received_at_ms, lc, rc, mc, kp, mm) VALUES ";

    @TempDir
    Path directory;

    final ManualClock clock = new ManualClock(NOW);
    final List<String> notices = new ArrayList<>();
    Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("activity ?&#% ü.db"); // every name that a file can have
    }

    ActivityStore open() throws SinkException {
        return SqliteStore.open(file, clock, notices::add);
    }

    String refusal() {
        return assertThrows(SinkException.class, () -> open().close()).getMessage();
    }

    Path beside(String suffix) {
        return Path.of(file + suffix);
    }

    /** Every file of the directory with its content. */
    Map<String, String> listing() throws Exception {
        Map<String, String> listing = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path path : files.toList()) {
                listing.put(path.getFileName().toString(), Arrays.toString(Files.readAllBytes(path)));
            }
        }
        return listing;
    }

    /** The one file whose name contains this. */
    Path fileNamed(String part) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.getFileName().toString().contains(part))
                    .min((a, b) -> a.toString().length() - b.toString().length())
                    .orElseThrow();
        }
    }

    static long keys(ActivityStore store) throws SinkException {
        return store.summary(ALL).stream()
                .mapToLong(b -> b.counts().keyPresses())
                .sum();
    }

    static Contribution interval(String source, long number, Instant start, Instant end, Counts counts) {
        return new Contribution.Identified(source, new ActivityInterval(RUN, number, number, start, end, counts));
    }

    /** One key press, a second ago. */
    static Contribution numbers(long first, long last) {
        return new Contribution.Identified(
                "desk", new ActivityInterval(RUN, first, last, NOW.minusSeconds(1), NOW, keys(1)));
    }

    static Counts keys(long keys) {
        return Counts.NONE.with(Count.KEY_PRESSES, keys);
    }

    static Counts original(long lc, long rc, long mc, long kp, long mm) {
        return Counts.NONE
                .with(Count.KEY_PRESSES, kp)
                .with(Count.LEFT_CLICKS, lc)
                .with(Count.MIDDLE_CLICKS, mc)
                .with(Count.RIGHT_CLICKS, rc)
                .with(Count.MOTIONS, mm);
    }

    static String row(Instant at, long... counts) {
        return "(" + at.toEpochMilli() + ", "
                + Arrays.stream(counts).mapToObj(Long::toString).collect(Collectors.joining(", ")) + ")";
    }

    void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    String text(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getString(1);
        }
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }
}
