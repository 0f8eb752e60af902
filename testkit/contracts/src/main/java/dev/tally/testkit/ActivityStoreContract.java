package dev.tally.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.Contribution;
import dev.tally.sink.store.SourceActivity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The tests that every {@link ActivityStore} must pass. To test a store, extend this class and implement {@link #open}.
 *
 * <p>A test may open several stores of its one database, at the same time and after each other.
 */
@Timeout(120)
public abstract class ActivityStoreContract extends StoredLevelsContract {
    private static final Instant BUCKET = Instant.parse("2026-04-07T22:25:00Z");
    private static final Counts MIXED = Counts.of(count -> count.ordinal() + 1);

    /** Creates a contract whose database is empty before each test. */
    protected ActivityStoreContract() {}

    /**
     * Opens a store of the test's database.
     *
     * @param time the clock that the store must use
     * @param retention how long five minutes are kept apart
     * @return the store, which the contract closes
     * @throws Exception if it cannot be opened; the test then fails
     */
    @Override
    protected abstract ActivityStore open(Clock time, Duration retention) throws Exception;

    @Test
    void whatWasRecordedIsReadBackInItsBucket() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(interval("desk", 1, NOW.minusSeconds(30), NOW, MIXED)));

            assertEquals(List.of(new Bucket(BUCKET, "", MIXED)), store.summary(FORTNIGHT));
            assertEquals(List.of(new Bucket(BUCKET, "desk", MIXED)), store.summaryBySource(FORTNIGHT));
            assertEquals(List.of(new SourceActivity("desk", BUCKET, BUCKET)), store.sources());
        }
        try (ActivityStore store = open()) {
            assertEquals(List.of(new Bucket(BUCKET, "", MIXED)), store.summary(FORTNIGHT));
        }
    }

    @Test
    void anIntervalCountsOnceHoweverOftenItComes() throws Exception {
        Contribution interval = interval("desk", 1, NOW.minusSeconds(30), NOW, keys(5));
        Contribution next = interval("desk", 2, NOW.minusSeconds(30), NOW, keys(7));
        try (ActivityStore store = open();
                ActivityStore other = open()) {
            assertEquals(List.of(Acceptance.ADDED, Acceptance.REPEATED), store.record(List.of(interval, interval)));
            assertEquals(List.of(Acceptance.REPEATED), other.record(List.of(interval)));
            assertEquals(List.of(Acceptance.ADDED), other.record(List.of(next)));
            assertEquals(List.of(Acceptance.REPEATED, Acceptance.REPEATED), store.record(List.of(next, interval)));

            assertEquals(12, keys(store));
            assertEquals(12, keys(other));
        }
    }

    @Test
    void aPartOfAnIntervalUnderOtherNumbersIsRefused() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(numbers(1, 4), numbers(9, 12)));

            assertEquals(List.of(Acceptance.OVERLAPS), store.record(List.of(numbers(4, 5))));
            assertEquals(List.of(Acceptance.ADDED), store.record(List.of(numbers(5, 8))));
            assertEquals(List.of(Acceptance.REPEATED), store.record(List.of(numbers(5, 8))));
            assertEquals(3, keys(store));
        }
    }

    @Test
    void withoutIdentityCountsLandWhereTheyWereReceived() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(new Contribution.Anonymous("", keys(5))));
            advance(Duration.ofMinutes(5));
            store.record(List.of(new Contribution.Anonymous("", keys(6))));

            assertEquals(
                    List.of(new Bucket(BUCKET, "", keys(5)), new Bucket(BUCKET.plusSeconds(300), "", keys(6))),
                    store.summary(FORTNIGHT));
        }
    }

    @Test
    void anOfflineHourLandsInItsTwelveBuckets() throws Exception {
        Instant start = Instant.parse("2026-04-07T20:00:00Z");
        try (ActivityStore store = open()) {
            store.record(List.of(interval("desk", 1, start, start.plusSeconds(3600), keys(1200))));

            assertEquals(12, store.summary(FORTNIGHT).size());
            assertTrue(store.summary(FORTNIGHT).stream()
                    .allMatch(bucket -> bucket.counts().keyPresses() == 100));
            assertEquals(start, store.summary(FORTNIGHT).get(0).start());
        }
    }

    @Test
    void hugeCountsStopAtTheLargestNumber() throws Exception {
        try (ActivityStore store = open()) {
            for (int i = 0; i < 3; i++) {
                store.record(List.of(
                        new Contribution.Anonymous("a", keys(Long.MAX_VALUE)),
                        new Contribution.Anonymous("b", keys(Long.MAX_VALUE))));
            }
            assertEquals(List.of(new Bucket(BUCKET, "", keys(Long.MAX_VALUE))), store.summary(FORTNIGHT));
            advance(Duration.ofDays(40));
            store.prune();
            assertEquals(Long.MAX_VALUE, total(store, Optional.of("a")));
        }
    }

    @Test
    void aPayloadOfNothingIsARowOfNothing() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(new Contribution.Anonymous("", Counts.NONE)));

            assertEquals(List.of(new Bucket(BUCKET, "", Counts.NONE)), store.summary(FORTNIGHT));
        }
    }

    @Test
    void theSummaryEndsWhereItIsToldTo() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(new Contribution.Anonymous("", keys(5))));
            advance(Duration.ofDays(13));
            store.record(List.of(new Contribution.Anonymous("", keys(6))));
            assertEquals(2, store.summary(FORTNIGHT).size());
            advance(Duration.ofDays(2));
            assertEquals(1, store.summary(FORTNIGHT).size());
            assertEquals(2, store.summary(Duration.ofDays(30)).size());
        }
    }

    @Test
    void aSummaryIsExactAtOnceWhicheverStoreHasRecorded() throws Exception {
        try (ActivityStore one = open();
                ActivityStore two = open()) {
            for (int i = 1; i <= 20; i++) {
                Instant end = NOW.minusSeconds(700L * i);
                (i % 2 == 0 ? one : two).record(List.of(interval("desk", i, end.minusSeconds(1), end, keys(1))));
                assertEquals(i, keys(one));
                assertEquals(i, keys(two));
            }
        }
    }

    @Test
    void severalStoresOfOneDatabaseAddUp() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (ActivityStore one = open();
                ActivityStore two = open()) {
            Thread other = new Thread(() -> recordHundred(one, failure));
            other.start();
            recordHundred(two, failure);
            other.join();

            assertNull(failure.get());
            assertEquals(100, keys(one), "each interval came twice");
            assertEquals(100, keys(two));
        }
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        ActivityStore store = open();
        store.check();
        store.close();
        store.close();

        assertThrows(IllegalStateException.class, () -> store.summary(FORTNIGHT));
        assertThrows(IllegalStateException.class, () -> store.record(List.of()));
    }

    private static void recordHundred(ActivityStore store, AtomicReference<Throwable> failure) {
        try {
            for (int i = 1; i <= 100; i++) {
                store.record(List.of(interval("desk", i, NOW, NOW, keys(1))));
            }
        } catch (SinkException | RuntimeException e) {
            failure.set(e);
        }
    }

    private static Contribution numbers(long first, long last) {
        return new Contribution.Identified(
                "desk", new ActivityInterval(RUN, first, last, NOW.minusSeconds(1), NOW, keys(1)));
    }
}
