package dev.tally.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.SinkException;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import dev.tally.sink.store.Contribution;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The tests of sums over time: five minutes, quarter hours and days agree, in every zone. */
abstract class StoredLevelsContract extends StoreRemovalContract {
    private static final List<String> ZONES =
            List.of("UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns");

    @Test
    void aSumIsTheSameFromEveryLevelAndInEveryZone() throws Exception {
        try (ActivityStore store = open()) {
            assertEquals(Instant.EPOCH, store.keptFrom());
            long keys = recordFortyDays(store);
            store.prune();

            assertEquals(Instant.parse("2026-04-17T22:15:00Z"), store.keptFrom());
            for (String zone : ZONES) {
                for (BucketSize size : BucketSize.values()) {
                    BucketQuery query = BucketQuery.of(NOW.minus(Duration.ofDays(1)), clock.now, size)
                            .in(ZoneId.of(zone));
                    assertEquals(keys, sum(store.buckets(query)), zone + " " + size);
                    assertEquals(keys, sum(store.buckets(query.apart())), zone + " " + size + " by source");
                }
            }
            assertEquals(keys, total(store, Optional.empty()));
            assertEquals(keys, total(store, Optional.of("desk")) + total(store, Optional.of("lap")));
        }
    }

    /** The same days are read before and after their five minutes are removed. */
    @Test
    void aDayIsTheSameBeforeAndAfterItsFiveMinutesAreRemoved() throws Exception {
        try (ActivityStore store = open()) {
            recordFortyDays(store);
            List<List<Bucket>> before = days(store);
            advance(Duration.ofDays(60));
            store.prune();

            assertEquals(before, days(store));
        }
    }

    @Test
    void countsThatComeAfterTheirDayWasMergedAreInItsSum() throws Exception {
        try (ActivityStore store = open()) {
            recordFortyDays(store);
            long before = total(store, Optional.empty());
            Instant late = clock.now.minus(Duration.ofDays(9));
            store.record(List.of(interval("lap", 999_999, late.minusSeconds(1200), late, keys(1000))));

            assertEquals(before + 1000, total(store, Optional.empty()));
            Instant day = BucketSize.DAY.startOf(late.minusSeconds(1200), ZoneId.of("Asia/Kathmandu"));
            long ofDays = sum(store.buckets(BucketQuery.of(day, day.plusSeconds(2 * 86_400), BucketSize.DAY)
                    .in(ZoneId.of("Asia/Kathmandu"))));
            long ofFiveMinutes =
                    sum(store.buckets(BucketQuery.of(day, day.plusSeconds(2 * 86_400), BucketSize.FIVE_MINUTES)));
            assertEquals(ofFiveMinutes, ofDays);
        }
    }

    @Test
    void aClockThatWasAheadCountsNothingTwice() throws Exception {
        try (ActivityStore store = open()) {
            store.record(List.of(interval("desk", 1, NOW.minusSeconds(30), NOW, keys(5))));
            advance(Duration.ofDays(20 * 365));
            store.record(List.of(interval("desk", 2, clock.now.minusSeconds(30), clock.now, keys(6))));
            store.prune();
            advance(Duration.ofDays(-20 * 365));
            store.record(List.of(interval("desk", 3, clock.now.minusSeconds(30), clock.now, keys(7))));
            store.prune();
            advance(Duration.ofHours(2));
            store.prune();

            assertEquals(18, total(store, Optional.empty()));
        }
    }

    /** Wherever a range ends, and whenever five minutes were removed before, it has all of its counts. */
    @Test
    void aRangeThatEndsWhereFiveMinutesAreRemovedHasAllItsCounts() throws Exception {
        try (ActivityStore store = open()) {
            Instant start = Instant.parse("2026-04-08T00:00:00Z");
            for (int i = 1; i <= 24; i++) {
                clock.now = start.plus(Duration.ofMinutes(5L * i));
                store.record(List.of(interval("desk", i, clock.now.minusSeconds(1), clock.now, keys(1))));
            }
            for (int removed = 0; removed <= 24; removed++) {
                clock.now = start.plus(RETENTION).plus(Duration.ofMinutes(5L * removed));
                store.prune();
                for (int ended = 1; ended <= 24; ended++) {
                    Instant end = start.plus(Duration.ofMinutes(5L * ended));
                    long keys = store.total(start, end, Optional.empty()).keyPresses();
                    String where = removed + " removed, " + ended + " asked for: " + keys;
                    assertTrue(keys >= ended && keys < ended + 3 && (ended % 3 != 0 || keys == ended), where);
                }
            }
        }
    }

    @Test
    void bucketsAreReadIfTheyAreNotTooMany() throws Exception {
        try (ActivityStore store = open()) {
            recordFortyDays(store);
            store.prune();
            for (BucketSize size : BucketSize.values()) {
                BucketQuery query = BucketQuery.of(NOW.minus(Duration.ofDays(1)), clock.now, size)
                        .apart();
                List<Bucket> all = store.buckets(query);

                assertEquals(Optional.of(all), store.buckets(query, all.size()), size.toString());
                assertEquals(Optional.empty(), store.buckets(query, all.size() - 1), size.toString());
                assertEquals(Optional.empty(), store.buckets(query, 0), size.toString());
            }
        }
    }

    /** Records an interval of 70 minutes each 100 minutes, so that no border of a bucket is special; returns the key presses. */
    private long recordFortyDays(ActivityStore store) throws SinkException {
        long keys = 0;
        for (int i = 1; i <= 576; i++) {
            advance(Duration.ofMinutes(100));
            Contribution each = interval(
                    i % 3 == 0 ? "lap" : "desk", i, clock.now.minus(Duration.ofMinutes(70)), clock.now, keys(i));
            store.record(List.of(each));
            keys += i;
        }
        return keys;
    }

    private List<List<Bucket>> days(ActivityStore store) throws SinkException {
        Instant end = NOW.plus(Duration.ofDays(41));
        return ZONES.stream()
                .map(zone -> BucketQuery.of(NOW.minusSeconds(86_400), end, BucketSize.DAY)
                        .in(ZoneId.of(zone))
                        .apart())
                .map(query -> {
                    try {
                        return store.buckets(query);
                    } catch (SinkException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }
}
