package dev.tally.sink.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A file of another program is refused in words, and no byte of its directory changes. */
class ForeignDatabaseTest extends StoreFixture {

    @Test
    void aFileThatIsNoDatabaseIsLeftAlone() throws Exception {
        Files.writeString(file, "these are my notes, not a database. ".repeat(100));

        assertRefusedUntouched("not an SQLite database; name another file");
    }

    @Test
    void otherTablesAreRefused() throws Exception {
        sql("CREATE TABLE notes (text)", "INSERT INTO notes VALUES ('mine')");

        assertRefusedUntouched("another program's database, it holds notes and no table activity_summaries");
    }

    @Test
    void anotherApplicationIdIsRefused() throws Exception {
        sql(ORIGINAL, "PRAGMA application_id = 0x0f055112");

        assertRefusedUntouched("its application id is 0xf055112");
    }

    @Test
    void aTableWithOtherColumnsIsRefused() throws Exception {
        sql("CREATE TABLE activity_summaries (id INTEGER, lc INTEGER)");

        assertRefusedUntouched("has no column received_at_ms, rc, mc, kp, mm");
    }

    @Test
    void aViewIsRefused() throws Exception {
        sql(
                "CREATE TABLE t (id, received_at_ms, lc, rc, mc, kp, mm)",
                "CREATE VIEW activity_summaries AS SELECT * FROM t");

        assertRefusedUntouched("its activity_summaries is a view, not a table");
    }

    @Test
    void aViewOrForeignTableOfAcceptedIntervalsIsRefused() throws Exception {
        sql(ORIGINAL, "CREATE VIEW accepted_intervals AS SELECT 1 AS run");
        assertRefusedUntouched("its accepted_intervals is a view, not a table");

        sql("DROP VIEW accepted_intervals", "CREATE TABLE accepted_intervals (run, approved_by)");
        assertRefusedUntouched("its table accepted_intervals has no column first, last, accepted_at_ms");
    }

    @Test
    void aDatabaseThatAnotherProgramHasOpenWithEverythingInItsLogIsRefused() throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.executeUpdate("CREATE TABLE notes (text)");

            assertRefusedUntouched("it holds notes and no table activity_summaries");
        }
    }

    @Test
    void aLogDatabaseWithoutItsLogIsRefusedAndKeepsItsMode() throws Exception {
        sql("PRAGMA journal_mode = WAL", "CREATE TABLE notes (text)");

        assertRefusedUntouched("it holds notes");
        assertEquals("wal", text("PRAGMA journal_mode"));
    }

    @Test
    void theSinkRefusesToo() throws Exception {
        sql("CREATE TABLE notes (text)");
        Map<String, String> before = listing();

        String message = assertThrows(
                        dev.tally.sink.SinkException.class,
                        () -> SqliteSink.file(file).open())
                .getMessage();
        assertTrue(message.contains("another program's database"), message);
        assertEquals(before, listing());
    }

    @Test
    void aNewDatabaseIsItsOwnersAlone() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(new Contribution.Anonymous("", keys(5))));
            for (String suffix : List.of("", "-wal", "-shm")) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(beside(suffix))),
                        suffix);
            }
        }
        assertEquals(0x54414C59, number("PRAGMA application_id"));
    }

    private void assertRefusedUntouched(String words) throws Exception {
        Map<String, String> before = listing();
        String message = refusal();
        assertTrue(message.contains(words), message);
        assertEquals(before, listing());
    }
}
