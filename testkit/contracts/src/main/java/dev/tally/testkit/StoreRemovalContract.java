package dev.tally.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.SinkException;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import dev.tally.sink.store.Contribution;
import dev.tally.sink.store.SourceActivity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The tests of removing counts: they are gone from every level, and nothing else is. */
abstract class StoreRemovalContract extends StoredLogsContract {
    private static final Duration STEP = Duration.ofHours(5);
    private static final int STEPS = 192; // forty days

    /** A range whose five minutes are removed by then, one in which they are kept, and one across the border. */
    private static final List<List<Integer>> DAYS = List.of(List.of(2, 4), List.of(20, 25), List.of(8, 12));

    private void record(ActivityStore store) throws SinkException {
        for (int i = 1; i <= STEPS; i++) {
            advance(STEP);
            Instant now = clock.now;
            store.record(List.of(
                    interval("desk", 2L * i, now.minusSeconds(4000), now, keys(i)),
                    interval("lap", 2L * i + 1, now.minusSeconds(2000), now, keys(1000L + i))));
        }
        store.prune();
    }

    private long sum(ActivityStore store, String zone, BucketSize size, Instant from, Instant to, boolean apart)
            throws SinkException {
        BucketQuery query = BucketQuery.of(from, to, size).in(ZoneId.of(zone));
        return sum(store.buckets(apart ? query.apart() : query));
    }

    private void assertAllLevelsHave(long keys, ActivityStore store) throws SinkException {
        Instant from = NOW.minus(Duration.ofDays(1));
        for (String zone : List.of("UTC", "Asia/Kathmandu")) {
            for (BucketSize size : BucketSize.values()) {
                assertEquals(keys, sum(store, zone, size, from, clock.now, false), zone + " " + size);
                assertEquals(keys, sum(store, zone, size, from, clock.now, true), zone + " " + size + " by source");
            }
        }
        assertEquals(keys, total(store, Optional.empty()));
    }

    @Test
    void aRemovedRangeOfOneSourceIsGoneFromEveryLevelAndNothingElseIs() throws Exception {
        try (ActivityStore store = open()) {
            record(store);
            long keys = total(store, Optional.empty());
            long desk = total(store, Optional.of("desk"));
            for (List<Integer> days : DAYS) {
                Instant from = NOW.plus(Duration.ofDays(days.get(0))).plusSeconds(700);
                Instant to = NOW.plus(Duration.ofDays(days.get(1)));
                long before = total(store, Optional.of("lap"));

                assertTrue(store.remove(from, to, Optional.of("lap")) > 0);

                assertEquals(0, store.total(from, to, Optional.of("lap")).keyPresses());
                keys -= before - total(store, Optional.of("lap"));
                assertTrue(before > total(store, Optional.of("lap")));
                assertAllLevelsHave(keys, store);
                assertEquals(desk, total(store, Optional.of("desk")));
            }
        }
    }

    @Test
    void aRemovedRangeOfAllSourcesIsGoneFromEveryLevel() throws Exception {
        try (ActivityStore store = open()) {
            record(store);
            Instant from = NOW.plus(Duration.ofDays(3));
            Instant to = NOW.plus(Duration.ofDays(35));
            long outside = store.total(NOW.minus(Duration.ofDays(1)), from, Optional.empty())
                            .keyPresses()
                    + store.total(to, clock.now, Optional.empty()).keyPresses();

            store.remove(from, to, Optional.empty());

            assertEquals(0, store.total(from, to, Optional.empty()).keyPresses());
            long left = total(store, Optional.empty());
            assertTrue(left <= outside && left > outside - 5_000, left + " of " + outside + " are left");
            assertAllLevelsHave(left, store);
            assertEquals(0, store.remove(from, to, Optional.empty()), "there is nothing left to remove");
        }
    }

    @Test
    void aRemovedSourceIsNotListed() throws Exception {
        try (ActivityStore store = open()) {
            record(store);
            long desk = total(store, Optional.of("desk"));

            store.remove(Instant.EPOCH, clock.now.plus(Duration.ofDays(1)), Optional.of("lap"));

            assertEquals(
                    List.of("desk"),
                    store.sources().stream().map(SourceActivity::name).toList());
            assertAllLevelsHave(desk, store);
        }
    }

    @Test
    void aReaderOfTheSummarySeesTheRemovalAndWhatComesAfter() throws Exception {
        try (ActivityStore store = open()) {
            Contribution first = interval("desk", 1, NOW.minusSeconds(30), NOW, keys(5));
            store.record(List.of(first));
            assertEquals(5, keys(store));

            store.remove(NOW.minus(Duration.ofHours(1)), NOW.plus(Duration.ofHours(1)), Optional.empty());
            assertEquals(0, keys(store));

            assertEquals(List.of(Acceptance.REPEATED), store.record(List.of(first)), "it was accepted before");
            store.record(List.of(interval("desk", 2, NOW.minusSeconds(20), NOW, keys(3))));
            assertEquals(3, keys(store));
            assertAllLevelsHave(3, store);
        }
    }
}
