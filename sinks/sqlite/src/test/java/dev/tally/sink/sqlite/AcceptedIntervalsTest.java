package dev.tally.sink.sqlite;

import static dev.tally.sink.store.Acceptance.ADDED;
import static dev.tally.sink.store.Acceptance.ADDED_AT_RECEIPT;
import static dev.tally.sink.store.Acceptance.OVERLAPS;
import static dev.tally.sink.store.Acceptance.REPEATED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.SinkException;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.Contribution;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which intervals count: new ones, once; and how little is remembered for that. */
class AcceptedIntervalsTest extends StoreFixture {

    @Test
    void aRunIsOneRowHoweverLongItLives() throws Exception {
        try (ActivityStore store = open()) {
            for (int i = 1; i <= 300; i++) {
                assertEquals(List.of(ADDED), store.record(List.of(numbers(i, i))));
            }
            assertEquals(300, keys(store));
        }
        assertEquals(1, number("SELECT count(*) FROM accepted_intervals"));
        assertEquals(300, number("SELECT last FROM accepted_intervals"));
        try (ActivityStore store = open()) {
            assertEquals(
                    List.of(REPEATED, REPEATED, ADDED),
                    store.record(List.of(numbers(300, 300), numbers(17, 17), numbers(301, 301))));
        }
    }

    @Test
    void anIntervalThatOverlapsAnAcceptedOneIsSaidToAndAddsNothing() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(numbers(1, 2), numbers(3, 5)));

            assertEquals(
                    List.of(OVERLAPS, OVERLAPS, REPEATED, REPEATED),
                    store.record(List.of(numbers(5, 6), numbers(1, 6), numbers(3, 5), numbers(1, 2))));
            assertEquals(2, keys(store));
        }
    }

    /** A client whose disk failed may only remember a shorter interval than the one that it delivered before it died. */
    @Test
    void anIntervalIsRepeatedIfAllOfItsNumbersWereAcceptedUnderOtherNumbers() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(numbers(1, 2), numbers(3, 5)));

            assertEquals(
                    List.of(REPEATED, REPEATED, REPEATED, REPEATED),
                    store.record(List.of(numbers(4, 4), numbers(3, 4), numbers(2, 3), numbers(1, 5))));
            assertEquals(2, keys(store));
        }
    }

    @Test
    void numbersThatComeLateFillTheirHole() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(numbers(1, 2), numbers(5, 6), numbers(9, 9)));
            assertEquals(List.of(OVERLAPS), store.record(List.of(numbers(4, 5))));
            assertEquals(List.of(ADDED, ADDED), store.record(List.of(numbers(7, 8), numbers(3, 4))));
            assertEquals(List.of(OVERLAPS, REPEATED), store.record(List.of(numbers(3, 12), numbers(9, 9))));
        }
        assertEquals(1, number("SELECT count(*) FROM accepted_intervals"));
        assertEquals(9, number("SELECT last FROM accepted_intervals"));
    }

    @Test
    void noNumberCountsTwiceAndEveryNewIntervalCounts() throws Exception {
        Random random = new Random(7);
        BitSet counted = new BitSet();
        long expected = 0;
        try (ActivityStore store = open()) {
            for (int i = 0; i < 3_000; i++) {
                int first = 1 + random.nextInt(200);
                int last = first + random.nextInt(4);
                boolean isNew = counted.get(first, last + 1).isEmpty();
                boolean isWhole = counted.get(first, last + 1).cardinality() == last + 1 - first;
                Acceptance outcome = store.record(List.of(numbers(first, last))).get(0);
                assertEquals(isNew, outcome == ADDED, first + "-" + last + " " + outcome);
                assertEquals(isWhole, outcome == REPEATED, first + "-" + last + " " + outcome);
                if (isNew) {
                    counted.set(first, last + 1);
                    expected++;
                }
            }
            assertEquals(expected, keys(store));
        }
    }

    @Test
    void rowsOfAnEarlierVersionAreMerged() throws Exception {
        open().close();
        sql(
                "DROP TABLE accepted_intervals",
                "CREATE TABLE accepted_intervals (run BLOB NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, "
                        + "accepted_at_ms INTEGER NOT NULL, PRIMARY KEY (run, first)) WITHOUT ROWID",
                "CREATE INDEX tally_accepted_at ON accepted_intervals (accepted_at_ms)",
                "INSERT INTO accepted_intervals VALUES (x'0f8fad5bd9cb469fa16570867728950e', 1, 1, "
                        + NOW.toEpochMilli() + "), (x'0f8fad5bd9cb469fa16570867728950e', 2, 4, " + NOW.toEpochMilli()
                        + "), (x'0f8fad5bd9cb469fa16570867728950e', 7, 7, " + NOW.toEpochMilli() + "), (x'00', 5, 5, "
                        + NOW.toEpochMilli() + ")");
        try (ActivityStore store = open()) {
            assertEquals(
                    List.of(REPEATED, REPEATED, OVERLAPS, REPEATED, ADDED),
                    store.record(List.of(numbers(1, 1), numbers(2, 4), numbers(4, 5), numbers(7, 7), numbers(5, 6))));
        }
        assertEquals(2, number("SELECT count(*) FROM accepted_intervals"));
    }

    @Test
    void twoStoresOfOneFileKnowWhatTheOtherAccepted() throws Exception {
        try (ActivityStore one = open();
                ActivityStore two = open()) {
            one.record(List.of(numbers(1, 1)));
            assertEquals(List.of(REPEATED, ADDED), two.record(List.of(numbers(1, 1), numbers(2, 2))));
            assertEquals(List.of(REPEATED, ADDED), one.record(List.of(numbers(2, 2), numbers(3, 3))));
            assertEquals(3, keys(two));
        }
    }

    @Test
    void aClockThatIsAheadCountsInTheBucketOfReceiptAndIsTold() throws Exception {
        try (ActivityStore store = open()) {
            Contribution ahead = interval("desk", 1, NOW.plusSeconds(7200), NOW.plusSeconds(7230), keys(5));
            assertEquals(List.of(ADDED_AT_RECEIPT), store.record(List.of(ahead)));
            assertEquals(List.of(new Bucket(BUCKET, "", keys(5))), store.summary(ALL));
        }
    }

    @Test
    void noBucketOfTheSummaryLiesInTheFuture() throws Exception {
        try (ActivityStore store = open()) {
            clock.advance(Duration.ofDays(400));
            store.record(List.of(new Contribution.Anonymous("", keys(5))));
            clock.advance(Duration.ofDays(-400));
            store.record(List.of(new Contribution.Anonymous("", keys(1))));

            assertEquals(List.of(new Bucket(BUCKET, "", keys(6))), store.summary(ALL));
        }
    }

    @Test
    void theSinkKeepsAnIntervalThatOverlaps() throws Exception {
        try (SqliteSink sink = SqliteSink.file(file).source("desk").open()) {
            sink.write(new ActivityInterval(RUN, 1, 2, NOW, NOW, keys(1)));
            SinkException refusal = assertThrows(
                    SinkException.class, () -> sink.write(new ActivityInterval(RUN, 2, 3, NOW, NOW, keys(1))));
            assertTrue(refusal.getMessage().contains("accepted before under other numbers"), refusal.getMessage());
            assertEquals(Duration.ofSeconds(30), refusal.retryAfter().orElseThrow());
        }
    }
}
