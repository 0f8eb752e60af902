package dev.tally.sink.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.SinkException;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.Contribution;
import dev.tally.sink.store.LogEntry;
import dev.tally.sink.store.StoreFullException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Adding, reading, forgetting, and other programs at the same file. */
@Timeout(120)
class SqliteStoreTest extends StoreFixture {
    private static final long MOST_BYTES = 24 * 4096;

    @Test
    void whatWasRecordedIsThereAfterReopening() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(interval("desk", 1, NOW.minusSeconds(30), NOW, MIXED)));
        }
        try (ActivityStore store = open()) {
            assertEquals(List.of(new Bucket(BUCKET, "", MIXED)), store.summary(ALL));
            store.record(List.of(interval("desk", 1, NOW.minusSeconds(30), NOW, MIXED)));
            assertEquals(List.of(new Bucket(BUCKET, "", MIXED)), store.summary(ALL));
        }
    }

    @Test
    void anotherRunIsAnotherInterval() throws Exception {
        ActivityInterval one = new ActivityInterval(RUN, 1, 1, NOW, NOW, keys(5));
        ActivityInterval two = new ActivityInterval(new UUID(1, 2), 1, 1, NOW, NOW, keys(5));
        try (ActivityStore store = open()) {
            store.record(List.of(new Contribution.Identified("a", one), new Contribution.Identified("a", two)));

            assertEquals(10, keys(store));
        }
    }

    @Test
    void rowsAreMergedPerSourceAndBucket() throws Exception {
        try (ActivityStore store = open()) {
            for (int i = 1; i <= 50; i++) {
                store.record(List.of(
                        interval("desk", i, NOW.minusSeconds(3), NOW, keys(1)),
                        new Contribution.Anonymous("", keys(2)),
                        new Contribution.Anonymous("lap", keys(3))));
            }

            assertEquals(List.of(new Bucket(BUCKET, "", keys(300))), store.summary(ALL));
            assertEquals(
                    List.of(
                            new Bucket(BUCKET, "", keys(100)),
                            new Bucket(BUCKET, "desk", keys(50)),
                            new Bucket(BUCKET, "lap", keys(150))),
                    store.summaryBySource(ALL));
        }
        assertEquals(3, number("SELECT count(*) FROM activity_summaries"));
    }

    @Test
    void impossibleTimesLoseNoCountsAndMakeFewRows() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(
                    interval("a", 1, Instant.EPOCH, NOW, keys(1)),
                    interval("a", 2, Instant.EPOCH, Instant.EPOCH.plusSeconds(5), keys(10)),
                    interval("a", 3, NOW.plusSeconds(86400), NOW.plusSeconds(86430), keys(100)),
                    interval("a", 4, Instant.MIN, Instant.MAX, keys(1000)),
                    interval("a", 5, NOW.minus(Duration.ofDays(29)), NOW, keys(10000))));
        }
        assertEquals(11111, number("SELECT sum(kp) FROM activity_summaries"));
        assertTrue(number("SELECT count(*) FROM activity_summaries") <= 8642);
        assertEquals(0, number("SELECT count(*) FROM activity_summaries WHERE received_at_ms > " + NOW.toEpochMilli()));
    }

    @Test
    void hugeCountsStopAtTheLargestNumber() throws Exception {
        try (ActivityStore store = open()) {
            for (int i = 0; i < 3; i++) {
                store.record(List.of(
                        new Contribution.Anonymous("a", keys(Long.MAX_VALUE)),
                        new Contribution.Anonymous("b", keys(Long.MAX_VALUE))));
            }
            assertEquals(List.of(new Bucket(BUCKET, "", keys(Long.MAX_VALUE))), store.summary(ALL));
        }
        assertEquals(2, number("SELECT count(*) FROM activity_summaries WHERE typeof(kp) = 'integer'"));
    }

    @Test
    void whatIsTooOldIsRemovedAtOpening() throws Exception {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            rows.add(row(NOW.minus(Duration.ofDays(31)).minusSeconds(i), 1, 1, 1, 1, 1));
        }
        sql(
                ORIGINAL,
                ORIGINAL_INSERT + String.join(",", rows),
                ORIGINAL_INSERT + row(NOW.minus(Duration.ofDays(29)), 1, 1, 1, 1, 1));

        open().close();

        assertEquals(1, number("SELECT count(*) FROM activity_summaries"));
    }

    @Test
    void whatBecomesTooOldIsRemovedWhileRunning() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(interval("desk", 1, NOW, NOW, keys(5))));
            clock.advance(Duration.ofDays(15));
            store.record(List.of(interval("desk", 2, clock.instant(), clock.instant(), keys(6))));
            clock.advance(Duration.ofDays(15).plusMinutes(6));
            store.record(List.of(interval("desk", 3, clock.instant(), clock.instant(), keys(7))));
        }
        assertEquals(13, number("SELECT sum(kp) FROM activity_summaries"));
        assertEquals(1, number("SELECT count(*) FROM accepted_intervals"), "a run is one row");
    }

    @Test
    void aClockThatIsYearsAheadForAnHourRemovesNothing() throws Exception {
        Duration ahead = Duration.ofDays(40 * 365);
        try (ActivityStore store = open()) {
            store.record(List.of(interval("desk", 1, NOW, NOW, keys(5))));
            clock.advance(ahead);
            store.record(List.of(interval("desk", 2, clock.instant(), clock.instant(), keys(6))));
        }
        clock.advance(Duration.ofHours(1));
        open().close();
        clock.advance(ahead.negated());
        try (ActivityStore store = open()) {
            store.record(List.of(interval("desk", 3, clock.instant(), clock.instant(), keys(7))));
        }
        assertEquals(18, number("SELECT sum(kp) FROM activity_summaries"));
        assertEquals(3, number("SELECT last FROM accepted_intervals WHERE first = 1"));
    }

    @Test
    void aClockThatHasBeenWatchedForADayIsBelievedWithoutAnyCounts() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(interval("desk", 1, NOW, NOW, keys(5))));
            clock.advance(Duration.ofDays(100));
            store.prune();
            for (int hour = 0; hour < 23; hour++) {
                clock.advance(Duration.ofHours(1));
                store.prune();
            }
            assertEquals(1, number("SELECT count(*) FROM activity_summaries"));
            clock.advance(Duration.ofHours(1));
            store.prune();
        }
        assertEquals(0, number("SELECT count(*) FROM activity_summaries"));
    }

    @Test
    void twoStoresOfOneFileAddUp() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (ActivityStore one = open();
                ActivityStore two = open()) {
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 1; i <= 100; i++) {
                        one.record(List.of(interval("one", i, NOW, NOW, keys(1))));
                    }
                } catch (SinkException e) {
                    failure.set(e);
                }
            });
            for (int i = 1; i <= 100; i++) {
                two.record(List.of(interval("two", i + 1000, NOW, NOW, keys(1))));
            }
            other.join();

            assertEquals(null, failure.get());
            assertEquals(200, keys(one));
            assertEquals(200, keys(two));
        }
    }

    @Test
    void readersAreNotStoppedByAWriter() throws Exception {
        try (ActivityStore store = open();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                Statement statement = other.createStatement()) {
            store.record(List.of(new Contribution.Anonymous("", keys(5))));
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("UPDATE activity_summaries SET kp = 99");

            assertEquals(5, keys(store));
            store.check();
        }
    }

    @Test
    void aFullDatabaseAddsNothingAndSaysSo() throws Exception {
        try (ActivityStore store = SqliteStore.open(file, clock, SqliteStore.RETENTION, MOST_BYTES, notices::add)) {
            long before = 0;
            StoreFullException failure = null;
            for (int i = 1; failure == null; i++) {
                try {
                    store.record(List.of(
                            interval("a".repeat(100) + i, 2L * i, NOW, NOW, keys(1)),
                            interval("b".repeat(100) + i, 2L * i + 1, NOW, NOW, keys(1))));
                    before += 2;
                } catch (StoreFullException e) {
                    failure = e;
                }
            }

            assertTrue(failure.getMessage().contains("it has reached the " + MOST_BYTES), failure.getMessage());
            assertEquals(before, keys(store));
            assertTrue(before > 0);
            assertTrue(Files.size(file) <= MOST_BYTES, Files.size(file) + " bytes");
            LogEntry entry = new LogEntry("log", 0, NOW, interval("c".repeat(9000), 1, NOW, NOW, keys(1)));
            assertThrows(StoreFullException.class, () -> store.recordFromLogs(List.of(entry)));
            assertEquals(0, store.position("log"), "no entry, no position");
            store.record(List.of(new Contribution.Anonymous("a".repeat(100) + 1, keys(1)))); // needs no new page
            assertEquals(before + 1, keys(store));
        }
    }

    @Test
    void aFullDatabaseIsOpenedAndTakesCountsAgainWhenOldRowsAreRemoved() throws Exception {
        try (ActivityStore store = SqliteStore.open(file, clock, SqliteStore.RETENTION, MOST_BYTES, notices::add)) {
            assertThrows(StoreFullException.class, () -> fill(store, 1));
        }
        try (ActivityStore store = SqliteStore.open(file, clock, SqliteStore.RETENTION, MOST_BYTES, notices::add)) {
            assertThrows(StoreFullException.class, () -> fill(store, 1_000_000));
            store.remove(NOW.minus(ALL), NOW.plusSeconds(600), Optional.empty());
            store.record(List.of(interval("d".repeat(2000), 9_000_000, NOW, NOW, keys(1))));
        }
    }

    private void fill(ActivityStore store, int first) throws SinkException {
        for (int i = first; ; i++) {
            store.record(List.of(interval("a".repeat(100) + i, i, NOW, NOW, keys(1))));
        }
    }

    @Test
    void aLockedFileIsSaidToBe() throws Exception {
        try (ActivityStore store = open();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            Contribution interval = interval("desk", 1, NOW, NOW, keys(5));
            String message = assertThrows(SinkException.class, () -> store.record(List.of(interval)))
                    .getMessage();
            assertTrue(message.contains("locked by another program for more than 5 s"), message);
            statement.execute("ROLLBACK");

            store.record(List.of(interval));
            assertEquals(5, keys(store));
        }
    }

    @Test
    void missingDirectoriesAndDirectoriesAreSaidToBe() {
        file = directory.resolve("nowhere/activity.db");
        assertTrue(refusal().contains("there is no directory " + directory.resolve("nowhere") + "; create it"));
        file = directory;
        assertTrue(refusal().contains("is a directory"));
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        ActivityStore store = open();
        store.close();
        store.close();

        assertThrows(IllegalStateException.class, () -> store.summary(ALL));
        assertThrows(IllegalStateException.class, () -> store.record(List.of()));
        assertFalse(Files.exists(Path.of(file + "-wal")), "the log was not taken into the file");
    }

    @Test
    void theSinkDeliversUnderItsName() throws Exception {
        ActivityInterval interval =
                new ActivityInterval(RUN, 1, 2, Instant.now().minusSeconds(1), Instant.now(), MIXED);
        try (SqliteSink sink = SqliteSink.file(file).source("desk").open()) {
            assertEquals("sqlite " + file, sink.name());
            sink.write(interval);
            sink.write(interval);
        }
        assertEquals(1, number("SELECT sum(kp) FROM activity_summaries WHERE source = 'desk'"));
    }

    @Test
    void checksAndCommitsAtTheSameTimeDoNotTakeTheLogForAnotherOne() throws Exception {
        try (ActivityStore store = open()) {
            AtomicBoolean ended = new AtomicBoolean();
            FutureTask<Integer> checking = new FutureTask<>(() -> {
                int checks = 0;
                for (; !ended.get(); checks++) {
                    store.check();
                }
                return checks;
            });
            new Thread(checking).start();
            try {
                for (int number = 1; number <= 3000; number++) {
                    store.record(List.of(numbers(number, number)));
                }
            } finally {
                ended.set(true);
            }
            assertTrue(checking.get() > 100, "checked " + checking.get() + " times");
        }
    }
}
