package dev.tally.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import dev.tally.sink.store.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The tests of entries that are read from logs: each counts once, also if two readers read it. */
abstract class StoredLogsContract extends StoreContractFixture {
    private static LogEntry entry(String log, long number, long keys) {
        return new LogEntry(log, number, NOW, new Contribution.Anonymous("desk", keys(keys)));
    }

    @Test
    void anEntryOfALogCountsOnceAlsoIfTwoReadersReadIt() throws Exception {
        try (ActivityStore store = open();
                ActivityStore other = open()) {
            assertEquals(0, store.position("a"));
            store.recordFromLogs(List.of(entry("a", 0, 1), entry("a", 1, 10)));
            assertEquals(2, other.position("a"));
            assertEquals(
                    List.of(Acceptance.REPEATED, Acceptance.ADDED, Acceptance.ADDED),
                    other.recordFromLogs(List.of(entry("a", 1, 10), entry("a", 2, 100), entry("a", 5, 1000))));
            assertEquals(
                    List.of(Acceptance.REPEATED, Acceptance.ADDED),
                    store.recordFromLogs(List.of(entry("a", 5, 1000), entry("a", 6, 10_000))));
            assertEquals(11_111, keys(store));
        }
        try (ActivityStore store = open()) {
            assertEquals(7, store.position("a"));
            assertEquals(11_111, keys(store));
        }
    }

    @Test
    void eachLogHasItsOwnNumbers() throws Exception {
        try (ActivityStore store = open()) {
            store.recordFromLogs(List.of(entry("a", 8, 1), entry("b", 3, 10)));
            store.recordFromLogs(List.of(entry("b", 4, 100), entry("a", 8, 1000)));

            assertEquals(9, store.position("a"));
            assertEquals(5, store.position("b"));
            assertEquals(111, keys(store));
        }
    }

    @Test
    void anIntervalThatWasAcceptedBeforeDoesNotCountAgainFromALog() throws Exception {
        Contribution interval = interval("desk", 1, NOW.minusSeconds(30), NOW, keys(5));
        try (ActivityStore store = open()) {
            store.record(List.of(interval));
            assertEquals(
                    List.of(Acceptance.REPEATED), store.recordFromLogs(List.of(new LogEntry("a", 0, NOW, interval))));
            assertEquals(1, store.position("a"));
            assertEquals(5, keys(store));
        }
    }

    @Test
    void entriesAreCountedWhenTheyWereReceivedAndNotWhenTheyAreRead() throws Exception {
        Instant past = NOW.minus(Duration.ofDays(2));
        Contribution interval = interval("lap", 1, past.minusSeconds(20), past.minusSeconds(10), keys(7));
        try (ActivityStore store = open()) {
            store.recordFromLogs(List.of(
                    new LogEntry("a", 0, past, new Contribution.Anonymous("desk", keys(3))),
                    new LogEntry("a", 1, past, interval),
                    new LogEntry("a", 2, NOW.plusSeconds(900), new Contribution.Anonymous("desk", keys(100)))));

            assertEquals(110, keys(store));
            assertEquals(
                    10,
                    store.total(past.minusSeconds(300), past.plusSeconds(300), Optional.empty())
                            .keyPresses());
            assertEquals(
                    100,
                    store.total(NOW.minusSeconds(300), NOW, Optional.empty()).keyPresses(),
                    "the clock of a server that is ahead");
        }
    }
}
