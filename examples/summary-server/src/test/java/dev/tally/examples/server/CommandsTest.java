package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.Contribution;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator does with keys and databases. */
class CommandsTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aKeyIsMadeListedAndRevoked() throws Exception {
        String keys = directory.resolve("keys").toString();
        assertEquals(0, run("keys", "create", "laptop", "--scope", "write,read", "--keys-file", keys));
        String key = text(out).strip();
        assertTrue(new KeyFile(Path.of(keys)).read().get(0).hash().matches(key));

        assertEquals(2, run("keys", "create", "laptop", "--keys-file", keys));
        assertTrue(text(err).contains("there is a key \"laptop\" already"), text(err));
        assertEquals(0, run("keys", "list", "--keys-file", keys));
        assertTrue(text(out).startsWith("laptop write,read 20"), text(out));
        assertFalse(text(out).contains(key), "a key is shown once");
        assertEquals(0, run("keys", "revoke", "laptop", "--keys-file", keys));
        assertEquals(List.of(), new KeyFile(Path.of(keys)).read());
        assertEquals(2, run("keys", "revoke", "laptop", "--keys-file", keys));
    }

    @Test
    void wrongWordsAreExplained() {
        String keys = directory.resolve("keys").toString();
        assertEquals(2, run("keys", "create", "lap top", "--keys-file", keys));
        assertTrue(text(err).contains("no name of a key"), text(err));
        assertEquals(2, run("keys", "create", "a", "--scope", "admin", "--keys-file", keys));
        assertTrue(text(err).contains("scopes are write and read"), text(err));
        assertEquals(2, run("check", "--nonsense"));
        assertEquals(1, run("check", "--database", directory.resolve("none.db").toString()));
        assertTrue(text(err).contains("there is no such file"), text(err));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys",
                "keys create",
                "keys list",
                "keys revoke",
                "migrate",
                "backup",
                "check",
                "prune",
                "consume"
            })
    void theHelpOfEachCommandHasItsWholeNameAndExitStatuses(String command) {
        assertEquals(0, run((command + " --help").split(" ")));
        assertTrue(text(out).startsWith("Usage: summary-server " + command + " ["), text(out));
        assertTrue(text(out).contains("\nExit status: "), text(out));
        assertTrue(text(out).contains("; 2 wrong usage"), text(out));
    }

    @Test
    void keysNeedsOneOfItsCommands() {
        assertEquals(0, run("keys", "--help"));
        assertTrue(text(out).contains("[--keys-file=FILE] create | list | revoke\n"), text(out));
        assertEquals(2, run("keys"));
    }

    @Test
    void aBackupOfADatabaseInUseHasEverything() throws Exception {
        Path file = directory.resolve("a.db");
        Path copy = directory.resolve("copy.db");
        try (SqliteStore store = SqliteStore.open(file)) {
            store.record(List.of(new Contribution.Anonymous("desk", Counts.NONE.with(Count.KEY_PRESSES, 7))));
            assertEquals(0, run("backup", "--database", file.toString(), copy.toString()));
            assertEquals(1, run("backup", "--database", file.toString(), copy.toString()), "never over a file");
        }
        try (SqliteStore store = SqliteStore.open(copy)) {
            assertEquals(7, store.summary(Duration.ofDays(1)).get(0).counts().keyPresses());
        }
        assertEquals(0, run("check", "--database", copy.toString()));
    }

    @Test
    void aSumThatIsWrongIsFound() throws Exception {
        Path file = directory.resolve("a.db");
        try (SqliteStore store = SqliteStore.open(file)) {
            store.record(List.of(new Contribution.Anonymous("desk", Counts.NONE.with(Count.KEY_PRESSES, 7))));
        }
        sql(file, "UPDATE activity_totals SET kp = 8 WHERE minutes = 5");

        assertEquals(1, run("check", "--database", file.toString()));
        assertTrue(text(out).contains("the sums of five minutes differ from the rows"), text(out));
    }

    @Test
    void aDryRunSaysWhatPruningWouldRemoveAndChangesNothing() throws Exception {
        Path file = directory.resolve("a.db");
        long old = Instant.now().minus(Duration.ofDays(40)).toEpochMilli();
        long recent = Instant.now().minus(Duration.ofDays(2)).toEpochMilli();
        sql(
                file,
                "CREATE TABLE activity_summaries (id INTEGER PRIMARY KEY AUTOINCREMENT, received_at_ms INTEGER NOT NULL,"
                        + " lc INTEGER NOT NULL, rc INTEGER NOT NULL, mc INTEGER NOT NULL, kp INTEGER NOT NULL, mm INTEGER NOT NULL)",
                "INSERT INTO activity_summaries (received_at_ms, lc, rc, mc, kp, mm) VALUES (" + old
                        + ", 1, 1, 1, 5, 1), (" + recent + ", 1, 1, 1, 6, 1)");
        byte[] before = Files.readAllBytes(file);

        assertEquals(0, run("prune", "--dry-run", "--database", file.toString()));
        assertTrue(text(out).contains(": 1 rows of five minutes are older than 30 days"), text(out));
        assertEquals(0, java.util.Arrays.compare(before, Files.readAllBytes(file)));
        assertEquals(0, run("prune", "--database", file.toString()));
        assertTrue(text(out).contains("they are merged and removed"), text(out));
        try (SqliteStore store = SqliteStore.open(file)) {
            assertEquals(
                    11,
                    store.total(Instant.EPOCH, Instant.now(), java.util.Optional.empty())
                            .keyPresses());
        }
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return Commands.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void sql(Path file, String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }
}
