package dev.tally.benchmarks.server;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import dev.tally.testkit.fixtures.ManualClock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Fills a store as years of work would: each client runs from Monday to Friday, counts eight hours a day with a break at noon, and is
 * idle in one of ten five-minute intervals.
 *
 * <p>The store gets the intervals of an hour of all clients in one call, as when they come after an hour without a network, so that a
 * decade does not wait for a quarter of a million commits. It merges and removes by the simulated clock, as it always does.
 */
final class SimulatedYears {
    /** Days of a simulated year: full weeks. */
    static final int DAYS = 364;

    private static final int WORK_STARTS = 8;
    private static final int WORK_ENDS = 17;
    private static final int BREAK = 12;
    private static final Duration LENGTH = Duration.ofMinutes(5);

    private final ActivityStore store;
    private final ManualClock clock;
    private final Random random = new Random(7);
    private final String[] names;
    private final UUID[] runs;
    private final long[] numbers;

    SimulatedYears(ActivityStore store, ManualClock clock, int clients) {
        this.store = store;
        this.clock = clock;
        this.names = new String[clients];
        this.runs = new UUID[clients];
        this.numbers = new long[clients];
        for (int i = 0; i < clients; i++) {
            names[i] = "client-" + i;
        }
    }

    /** Adds a year that begins on this day, and leaves the clock at the midnight after it. */
    void addYear(LocalDate first) throws Exception {
        for (LocalDate day = first; day.isBefore(first.plusDays(DAYS)); day = day.plusDays(1)) {
            Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
            if (day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0) {
                addWorkDay(midnight);
            }
            clock.set(midnight.plus(Duration.ofDays(1)));
            store.prune();
        }
    }

    private void addWorkDay(Instant midnight) throws Exception {
        for (int i = 0; i < runs.length; i++) { // each client is started in the morning
            runs[i] = new UUID(random.nextLong(), random.nextLong());
            numbers[i] = 0;
        }
        for (int hour = WORK_STARTS; hour < WORK_ENDS; hour++) {
            if (hour != BREAK) {
                Instant start = midnight.plus(Duration.ofHours(hour));
                clock.set(start.plus(Duration.ofHours(1)));
                store.record(hour(start));
            }
        }
    }

    private List<Contribution> hour(Instant start) {
        List<Contribution> batch = new ArrayList<>();
        for (int client = 0; client < runs.length; client++) {
            Instant end = start.plus(Duration.ofHours(1));
            for (Instant from = start; from.isBefore(end); from = from.plus(LENGTH)) {
                if (random.nextInt(10) > 0) {
                    batch.add(new Contribution.Identified(names[client], interval(client, from)));
                }
            }
        }
        return batch;
    }

    private ActivityInterval interval(int client, Instant from) {
        long number = ++numbers[client];
        return new ActivityInterval(runs[client], number, number, from, from.plus(LENGTH), counts());
    }

    private Counts counts() {
        return Counts.NONE
                .with(Count.KEY_PRESSES, random.nextInt(600))
                .with(Count.LEFT_CLICKS, random.nextInt(60))
                .with(Count.RIGHT_CLICKS, random.nextInt(6))
                .with(Count.SCROLL_DETENTS, random.nextInt(200))
                .with(Count.VERTICAL_120, random.nextInt(24_000))
                .with(Count.MOTIONS, random.nextInt(20_000))
                .with(Count.DISTANCE_1000, random.nextInt(100_000_000))
                .with(Count.ACTIVE_MILLIS, random.nextInt(300_000));
    }
}
