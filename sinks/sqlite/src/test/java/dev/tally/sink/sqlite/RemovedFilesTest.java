package dev.tally.sink.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.SinkException;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.ActivityStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are removed or replaced while the store has them open. The directory as a kill would leave it is a copy of its
 * files while the store is still open.
 */
class RemovedFilesTest extends StoreFixture {

    @ParameterizedTest
    @ValueSource(strings = {"", "-wal", "-shm"})
    void aRemovedFileIsToldAndNothingIsLost(String suffix) throws Exception {
        try (ActivityStore store = openWithFive()) {
            Files.delete(beside(suffix));

            assertCutOff(store, "removed while it was open");
            assertEquals(List.of(Acceptance.ADDED), store.record(List.of(numbers(2, 2))));
            store.check();
            assertEquals(6, keys(store));
            assertEquals(1, notices.size(), notices.toString());
            assertKeptAfterKill(6);
            assertEquals(List.of(Acceptance.REPEATED), store.record(List.of(numbers(1, 1))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wal", "-shm"})
    void anEmptyFileInItsPlaceIsTold(String suffix) throws Exception {
        try (ActivityStore store = openWithFive()) {
            Path empty = Files.createFile(directory.resolve("empty"));
            Files.move(empty, beside(suffix), StandardCopyOption.REPLACE_EXISTING);

            assertCutOff(store, "replaced while it was open");
            store.record(List.of(numbers(2, 2)));
            assertEquals(6, keys(store));
            assertKeptAfterKill(6);
        }
    }

    @Test
    void everyFileRemovedIsWrittenAgain() throws Exception {
        try (ActivityStore store = openWithFive()) {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.delete(beside(suffix));
            }
            assertCutOff(store, "removed while it was open");
            store.record(List.of(numbers(2, 2)));
            assertKeptAfterKill(6);
        }
        assertTrue(notices.get(0).contains("it is written again, with everything that was committed"), notices.get(0));
    }

    @Test
    void anotherDatabaseInItsPlaceIsUsedAndTheOldCountsAreBesideIt() throws Exception {
        Path backup = directory.resolve("backup.db");
        SqliteStore.open(backup, clock, notices::add).close();
        try (ActivityStore store = openWithFive()) {
            Files.move(backup, file, StandardCopyOption.REPLACE_EXISTING);

            assertCutOff(store, "replaced while it was open");
            store.record(List.of(numbers(2, 2)));
            assertEquals(1, keys(store));
            assertKeptAfterKill(1);
        }
        assertTrue(notices.get(0).contains("everything that was committed before is in "), notices.get(0));
        file = fileNamed("rescued-20260407T222901Z");
        assertEquals(5, number("SELECT sum(kp) FROM activity_summaries"));
    }

    @Test
    void anotherProgramsDatabaseInItsPlaceIsNotWrittenTo() throws Exception {
        Path ours = file;
        file = directory.resolve("other.db");
        sql("CREATE TABLE notes (text)");
        byte[] other = Files.readAllBytes(file);
        Files.copy(file, directory.resolve("copy.db"));
        file = ours;
        try (ActivityStore store = openWithFive()) {
            Files.move(directory.resolve("copy.db"), file, StandardCopyOption.REPLACE_EXISTING);

            assertCutOff(store, "replaced");
            for (int i = 0; i < 3; i++) {
                assertThrows(SinkException.class, () -> store.record(List.of(numbers(2, 2))));
                assertThrows(SinkException.class, store::check);
            }
        }
        assertEquals(java.util.Arrays.toString(other), java.util.Arrays.toString(Files.readAllBytes(file)));
        assertEquals(1, notices.size(), notices.toString());
        file = fileNamed("rescued");
        assertEquals(5, number("SELECT sum(kp) FROM activity_summaries"));
    }

    @Test
    void whenOurFileIsBackInItsPlaceTheStoreGoesOn() throws Exception {
        Path ours = file;
        file = directory.resolve("other.db");
        sql("CREATE TABLE notes (text)");
        Path other = file;
        file = ours;
        try (ActivityStore store = openWithFive()) {
            Files.move(file, directory.resolve("ours.db"));
            Files.move(other, file);

            assertCutOff(store, "replaced");
            for (int i = 0; i < 2; i++) {
                assertThrows(SinkException.class, () -> store.record(List.of(numbers(2, 2))));
            }
            String unread =
                    assertThrows(SinkException.class, () -> store.summary(ALL)).getMessage();
            assertTrue(unread.contains("is not open: ") && unread.contains("another program"), unread);

            Files.move(fileNamed("rescued"), file, StandardCopyOption.REPLACE_EXISTING);
            assertEquals(List.of(Acceptance.ADDED), store.record(List.of(numbers(2, 2))));
            store.check();
            assertEquals(6, keys(store));
        }
    }

    @Test
    void aLogThatIsCutInPlaceStopsTheStoreAndSparesTheDatabase() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(interval("desk", 1, NOW, NOW, keys(5))));
        }
        try (ActivityStore store = open()) {
            store.record(List.of(numbers(2, 2)));
            Files.write(beside("-wal"), new byte[8192]);

            for (int i = 0; i < 3; i++) {
                assertTrue(assertThrows(SinkException.class, () -> store.record(List.of(numbers(3, 3))))
                        .getMessage()
                        .contains("was overwritten or cut by another program"));
            }
            assertThrows(SinkException.class, store::check);
        }
        assertKeptAfterKill(5);
    }

    @Test
    void aLogWithoutItsDatabaseIsSetAside() throws Exception {
        Files.write(beside("-wal"), new byte[100]);
        open().close();

        assertEquals(100, Files.size(fileNamed("-wal.without-database-20260407T222901Z")));
        assertTrue(notices.get(0).contains("it is missing, but its log is there"), notices.get(0));
    }

    private ActivityStore openWithFive() throws SinkException {
        ActivityStore store = open();
        store.record(List.of(interval("desk", 1, NOW, NOW, keys(5))));
        return store;
    }

    private static void assertCutOff(ActivityStore store, String words) {
        String health = assertThrows(SinkException.class, store::check).getMessage();
        assertTrue(health.contains(words), health);
        String refusal = assertThrows(SinkException.class, () -> store.record(List.of(numbers(2, 2))))
                .getMessage();
        assertTrue(refusal.contains(words), refusal);
    }

    private void assertKeptAfterKill(long keys) throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("after the kill"));
        for (String suffix : List.of("", "-wal")) {
            if (Files.exists(beside(suffix))) {
                Files.copy(beside(suffix), elsewhere.resolve("a.db" + suffix));
            }
        }
        try (ActivityStore store = SqliteStore.open(elsewhere.resolve("a.db"), clock, notice -> {})) {
            assertEquals(keys, keys(store));
        }
    }
}
