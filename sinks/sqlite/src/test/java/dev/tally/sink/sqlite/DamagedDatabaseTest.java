package dev.tally.sink.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import dev.tally.sink.store.Contribution;
import dev.tally.testkit.fixtures.SmallDisk;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A damaged file is set aside, and what can be read of it goes on. */
class DamagedDatabaseTest extends StoreFixture {
    private static final int PAGE = 4096;

    @Test
    void oneDamagedPageCostsItsRowsAndNoOthers() throws Exception {
        makeDatabase(5_000);
        long page = number("SELECT pageno FROM dbstat WHERE name = 'activity_summaries' AND pagetype = 'leaf' "
                + "ORDER BY path LIMIT 1 OFFSET 20");
        long rowsOfPage = number("SELECT ncell FROM dbstat WHERE pageno = " + page);
        long all = Files.size(file);
        overwrite(page);

        try (ActivityStore store = open()) {
            assertEquals(5_000 - rowsOfPage, keys(store));
            assertEquals(List.of(Acceptance.REPEATED), store.record(List.of(numbers(1, 1))));
        }
        assertEquals(all, Files.size(fileNamed("damaged-20260407T222901Z")));
        assertEquals(1, notices.size(), notices.toString());
        assertTrue(
                notices.get(0).contains(" rows of counts and the identities of 1 runs were rescued"), notices.get(0));
    }

    @Test
    void aFileCutInTheMiddleKeepsItsFirstPart() throws Exception {
        makeDatabase(5_000);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(bytes.length() / 2 / PAGE * PAGE);
        }
        try (ActivityStore store = open()) {
            long kept = keys(store);
            assertTrue(kept > 1_000 && kept < 5_000, kept + " kept");
            store.record(List.of(new Contribution.Anonymous("", keys(1))));
            assertEquals(kept + 1, keys(store));
        }
        assertTrue(notices.get(0).contains("set aside as " + fileNamed("damaged-")), notices.get(0));
    }

    @Test
    void aFileWithNothingLeftIsNotSilentlyEmpty() throws Exception {
        makeDatabase(500);
        for (long page = number("PRAGMA page_count"); page > 1; page--) {
            overwrite(page);
        }
        try (ActivityStore store = open()) {
            assertEquals(0, keys(store));
        }
        assertTrue(notices.get(0).contains("damaged ("), notices.get(0));
        assertTrue(Files.exists(fileNamed("damaged-")));
    }

    @Test
    void countsThatAreMergedAreNotMergedAgainWhenTheStateIsDamaged() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(new Contribution.Anonymous("desk", keys(7))));
            clock.advance(Duration.ofDays(40)); // these five minutes are removed
            store.record(List.of(new Contribution.Anonymous("desk", keys(20))));
            clock.advance(Duration.ofDays(2));
            store.record(List.of(new Contribution.Anonymous("desk", keys(300))));
            store.prune();
        }
        overwrite(number("SELECT pageno FROM dbstat WHERE name = 'activity_state'"));

        try (ActivityStore store = open()) {
            for (BucketSize size : BucketSize.values()) {
                Instant now = clock.instant().plusSeconds(1);
                BucketQuery all = new BucketQuery(BUCKET, now, size, ZoneOffset.UTC, Optional.empty(), false);
                long keys = store.buckets(all).stream()
                        .mapToLong(bucket -> bucket.counts().keyPresses())
                        .sum();
                assertEquals(327, keys, size.toString());
            }
        }
        for (int minutes : new int[] {15, 1440}) {
            assertEquals(27, number("SELECT sum(kp) FROM activity_rollups WHERE minutes = " + minutes));
        }
    }

    @Test
    void aRescueWithoutSpaceLeavesTheDamagedFileForTheNextStart() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(8192)) {
            file = disk.directory().resolve("a.db");
            makeDatabase(5_000);
            overwrite(number("SELECT pageno FROM dbstat WHERE name = 'activity_totals' LIMIT 1"));
            Path ballast = disk.fill();
            try (RandomAccessFile bytes = new RandomAccessFile(ballast.toFile(), "rw")) {
                bytes.setLength(bytes.length() - 256 * 1024); // for looking at the damaged file, and not for the copy
            }

            assertTrue(refusal().contains("full"), this::refusal);
            assertTrue(notices.isEmpty(), notices.toString());
            assertFalse(Files.exists(beside(".rescuing")));

            Files.delete(ballast);
            try (ActivityStore store = open()) {
                assertEquals(5_000, keys(store));
            }
            assertTrue(notices.get(0).contains("5000 rows of counts"), notices.get(0));
        }
    }

    @Test
    void aRescueThatWasKilledBeginsAgain() throws Exception {
        makeDatabase(5_000);
        overwrite(number("SELECT pageno FROM dbstat WHERE name = 'activity_totals' LIMIT 1"));
        SqliteStore.open(beside(".rescuing"), clock, notices::add).close(); // without the counts

        try (ActivityStore store = open()) {
            assertEquals(5_000, keys(store));
        }
        assertFalse(Files.exists(beside(".rescuing")));
    }

    @Test
    void aRescueThatWasKilledBetweenTheTwoNamesIsCompleted() throws Exception {
        makeDatabase(5_000);
        Files.move(file, beside(".rescuing-complete"));

        try (ActivityStore store = open()) {
            assertEquals(5_000, keys(store));
        }
        assertFalse(Files.exists(beside(".rescuing-complete")));
        assertTrue(notices.get(0).contains("interrupted"), notices.get(0));
    }

    @Test
    void aPartOfACopyIsNotTakenForTheDatabase() throws Exception {
        makeDatabase(10);
        Files.move(file, beside(".rescuing"));

        open().close();
        assertEquals(0, number("SELECT count(*) FROM activity_summaries"));
        assertTrue(notices.isEmpty(), notices.toString());
        assertFalse(Files.exists(beside(".rescuing")));
    }

    private void makeDatabase(int rows) throws Exception {
        List<Contribution> contributions = new ArrayList<>(List.of(numbers(1, 1)));
        for (int i = 1; i < rows; i++) {
            contributions.add(new Contribution.Anonymous("source " + i, keys(1)));
        }
        try (ActivityStore store = open()) {
            store.record(contributions);
        }
    }

    private void overwrite(long page) throws Exception {
        Path damaged = file;
        try (RandomAccessFile bytes = new RandomAccessFile(damaged.toFile(), "rw")) {
            bytes.seek((page - 1) * PAGE);
            bytes.write(new byte[64]);
        }
    }
}
