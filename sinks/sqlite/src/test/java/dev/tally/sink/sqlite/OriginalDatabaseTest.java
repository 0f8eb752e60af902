package dev.tally.sink.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import dev.tally.sink.store.Contribution;
import dev.tally.sink.store.SourceActivity;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A file of the older program is served, migrated, and still that program's. */
class OriginalDatabaseTest extends StoreFixture {

    @Test
    void aDatabaseOfTheOriginalIsServedAsItWas() throws Exception {
        sql(
                ORIGINAL,
                ORIGINAL_INSERT + row(NOW.minusSeconds(600), 1, 2, 3, 4, 5),
                ORIGINAL_INSERT + row(NOW, 1, 2, 3, 4, 5),
                ORIGINAL_INSERT + row(NOW.minusSeconds(1), 10, 20, 30, 40, 50));

        try (ActivityStore store = open()) {
            assertEquals(
                    List.of(
                            new Bucket(BUCKET.minusSeconds(600), "", original(1, 2, 3, 4, 5)),
                            new Bucket(BUCKET, "", original(11, 22, 33, 44, 55))),
                    store.summary(ALL));
            store.record(List.of(new Contribution.Anonymous("", original(100, 200, 300, 400, 500))));
            assertEquals(
                    new Bucket(BUCKET, "", original(111, 222, 333, 444, 555)),
                    store.summary(ALL).get(1));
        }
        assertEquals(4, number("SELECT count(*) FROM activity_summaries"));
    }

    @Test
    void theOriginalCanGoOnWithAMigratedFileWhileItIsOpen() throws Exception {
        sql(ORIGINAL);
        try (ActivityStore store = open()) {
            store.record(List.of(interval("desk", 1, NOW.minusSeconds(30), NOW, original(1, 2, 3, 4, 5))));
            sql(ORIGINAL_INSERT + row(NOW, 10, 20, 30, 40, 50));
            store.record(List.of(interval("desk", 2, NOW.minusSeconds(30), NOW, original(1, 2, 3, 4, 5))));

            assertEquals(List.of(new Bucket(BUCKET, "", original(12, 24, 36, 48, 60))), store.summary(ALL));
        }
        assertEquals(
                48,
                number("SELECT sum(kp) FROM activity_summaries WHERE received_at_ms / 300000 * 300000 = "
                        + BUCKET.toEpochMilli()));
    }

    @Test
    void theLastCountsOfTheOriginalAreInTheTimeOfItsSource() throws Exception {
        sql(ORIGINAL, ORIGINAL_INSERT + row(NOW, 0, 0, 0, 1, 0));
        try (ActivityStore store = open()) {
            assertEquals(List.of(new SourceActivity("", BUCKET, BUCKET)), store.sources(), "not merged yet");
        }
        clock.advance(Duration.ofMinutes(20));
        sql(ORIGINAL_INSERT + row(clock.instant(), 0, 0, 0, 2, 0));
        try (ActivityStore store = open()) {
            store.record(List.of(new Contribution.Anonymous("desk", keys(4))));
            Instant quarter = Instant.parse("2026-04-07T22:15:00Z");
            Instant last = Instant.parse("2026-04-07T22:45:00Z");
            assertEquals(
                    List.of(new SourceActivity("", quarter, last), new SourceActivity("desk", last, last)),
                    store.sources(),
                    "the first row is merged");
        }
    }

    @Test
    void aYearOfTheOriginalIsMergedAndTheNumberIsSaid() throws Exception {
        List<String> rows = new ArrayList<>();
        for (int day = 0; day < 365; day++) {
            rows.add(row(NOW.minus(Duration.ofDays(day)), 0, 0, 0, 10, 0));
            rows.add(row(NOW.minus(Duration.ofDays(day)).minusSeconds(1), 0, 0, 0, 1, 0));
        }
        sql(ORIGINAL, ORIGINAL_INSERT + String.join(",", rows));

        try (ActivityStore store = open()) {
            Instant start = NOW.minus(Duration.ofDays(366));
            assertEquals(365 * 11, store.total(start, NOW, Optional.empty()).keyPresses());
            List<Bucket> days =
                    store.buckets(BucketQuery.of(start, NOW, BucketSize.DAY).in(ZoneId.of("Asia/Kolkata")));
            assertEquals(365, days.size());
            assertTrue(days.stream().allMatch(day -> day.counts().keyPresses() == 11), days.toString());
        }
        assertEquals(1, notices.size(), notices.toString());
        assertTrue(
                notices.get(0).contains("668 rows of five minutes are older than 30 days and were merged"),
                notices.get(0));
        assertEquals(62, number("SELECT count(*) FROM activity_summaries"));
    }

    @Test
    void moreBucketsThanAreHeldInMemoryAtOnceAreAddedUp() throws Exception {
        String buckets = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 24999) "
                + ORIGINAL_INSERT.replace("VALUES ", "SELECT ")
                + NOW.minus(Duration.ofDays(90)).toEpochMilli() + " + i * 300000, 0, 0, 0, 1, 0 FROM n";
        sql(ORIGINAL, buckets, buckets, buckets, buckets);

        open().close();

        assertTrue(notices.get(0).contains("taking over 100000 rows of the older program"), notices.toString());
        assertEquals(100_000, number("SELECT sum(kp) FROM activity_totals WHERE minutes = 1440"));
        try (ActivityStore store = open()) {
            assertEquals(
                    100_000,
                    store.total(NOW.minus(Duration.ofDays(91)), NOW, Optional.empty())
                            .keyPresses());
        }
    }

    @Test
    void aFileThatBecomesMostlyEmptyIsWrittenAnew() throws Exception {
        sql(
                ORIGINAL,
                "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "
                        + ORIGINAL_INSERT.replace("VALUES ", "SELECT ")
                        + NOW.minus(Duration.ofDays(90)).toEpochMilli() + " + i * 80000, 1, 1, 1, 1, 1 FROM n",
                ORIGINAL_INSERT + row(NOW.minus(Duration.ofDays(2)), 1, 1, 1, 1, 1));
        long before = Files.size(file);

        open().close();

        assertTrue(Files.size(file) < before / 2, Files.size(file) + " of " + before + " bytes");
        assertEquals(
                60_002, number("SELECT sum(kp) FROM activity_totals WHERE minutes = 1440"), "and no count is lost");
    }

    @Test
    void migratingTwiceChangesNothing() throws Exception {
        sql(ORIGINAL, ORIGINAL_INSERT + row(NOW, 1, 2, 3, 4, 5));
        open().close();
        String once = text("SELECT group_concat(sql, ';') FROM sqlite_schema");
        open().close();

        assertEquals(once, text("SELECT group_concat(sql, ';') FROM sqlite_schema"));
        assertEquals(1, number("SELECT count(*) FROM activity_summaries"));
    }

    @Test
    void garbageOfTheOriginalIsServedAsNothing() throws Exception {
        sql(
                ORIGINAL,
                ORIGINAL_INSERT + "(" + NOW.toEpochMilli() + ", 9e999, -5, 'x', 1.5, 7)",
                ORIGINAL_INSERT + "(" + NOW.toEpochMilli() + ", 1, 1, 1, 1, 1e19)");

        try (ActivityStore store = open()) {
            assertEquals(List.of(new Bucket(BUCKET, "", original(1, 1, 1, 1, 7))), store.summary(ALL));
        }
    }
}
