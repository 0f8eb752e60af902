package dev.tally.sink.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.SinkException;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import dev.tally.sink.store.Contribution;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading the file of a store changes no byte of its directory, whatever state it is in. */
class UnchangedFileTest extends StoreFixture {

    @Test
    void itIsReadAsAProgramLeftIt() throws Exception {
        makeDatabase();
        Map<String, String> before = listing();

        assertEquals(7, read());
        assertEquals(before, listing());
    }

    @Test
    void whatIsOnlyInTheLogOfARunningProgramIsRead() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(new Contribution.Anonymous("", keys(7))));
            Map<String, String> before = contents();

            assertEquals(7, read());
            assertEquals(before, contents());
            store.record(List.of(new Contribution.Anonymous("", keys(1))));
            assertEquals(8, read());
        }
        assertEquals(8, read());
    }

    @Test
    void aDamagedFileIsReportedAlsoWhileAProgramUsesIt() throws Exception {
        makeDatabase();
        long page = number("SELECT pageno FROM dbstat WHERE name = 'accepted_intervals'");
        try (ActivityStore store = open()) {
            store.record(List.of(new Contribution.Anonymous("", keys(7)))); // the log has not this page
            overwrite(page);
            assertRefusedUntouched(": damaged (");
        }
        assertRefusedUntouched(": damaged (");
    }

    @Test
    void aFileWithoutOurTablesIsReported() throws Exception {
        Files.createFile(file);
        assertRefusedUntouched(": has no counts yet");

        sql(ORIGINAL);
        assertRefusedUntouched("is of an older program");

        sql("PRAGMA application_id = 0x0f055112");
        assertRefusedUntouched("another program's database");

        Files.writeString(file, "these are my notes, not a database. ".repeat(100));
        assertRefusedUntouched("not an SQLite database");

        Files.delete(file);
        assertRefusedUntouched("there is no such file");
    }

    private long read() throws SinkException {
        return SqliteFiles.buckets(file, BucketQuery.of(BUCKET.minus(ALL), BUCKET.plus(ALL), BucketSize.HOUR)).stream()
                .mapToLong(bucket -> bucket.counts().keyPresses())
                .sum();
    }

    private void makeDatabase() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(new Contribution.Anonymous("", keys(7))));
        }
    }

    private void overwrite(long page) throws Exception {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek((page - 1) * 4096);
            bytes.write(new byte[64]);
        }
    }

    private void assertRefusedUntouched(String words) throws Exception {
        Map<String, String> before = contents();
        String message = assertThrows(SinkException.class, this::read).getMessage();
        assertTrue(message.contains(words), message);
        assertEquals(before, contents());
    }

    /** The index of a log has the marks of its readers. */
    private Map<String, String> contents() throws Exception {
        Map<String, String> files = listing();
        files.computeIfPresent(file.getFileName() + "-shm", (name, bytes) -> "an index");
        return files;
    }
}
