package dev.tally.benchmarks.server;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import dev.tally.sink.store.Contribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How large is the database after years, and how long do a summary and the days of a year take then?
 *
 * <p>Arguments: years and clients. Each client works on five days a week for eight hours, with pauses; a year has 52 weeks. It prints a row
 * for each year.
 */
final class Growth {
    private static final int WORK_STARTS = 8;
    private static final int WORK_ENDS = 17;
    private static final int BREAK = 12;
    private static final int READS = 200;

    /** A clock that the simulation moves. */
    private static final class SimulatedClock extends Clock {
        private Instant now = Instant.parse("2026-01-05T00:00:00Z"); // a Monday

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private Growth() {}

    public static void main(String[] arguments) throws Exception {
        int years = Integer.parseInt(arguments[0]);
        int clients = Integer.parseInt(arguments[1]);
        Path directory = Files.createTempDirectory(Path.of("target"), "growth");
        Path file = directory.resolve("a.db");
        SimulatedClock clock = new SimulatedClock();
        try (SqliteStore store = SqliteStore.open(file, clock, SqliteStore.RETENTION, System.err::println)) {
            System.out.printf(
                    "%5s %8s %14s %12s %12s %14s%n",
                    "year", "MB", "MB/client-year", "p50 ms", "p99 ms", "days of year ms");
            for (int year = 1; year <= years; year++) {
                simulateYear(store, clock, clients);
                report(store, clock, file, year, clients);
            }
        } finally {
            PostComparison.delete(directory);
        }
    }

    private static void simulateYear(SqliteStore store, SimulatedClock clock, int clients) throws Exception {
        Random random = new Random(7);
        for (int day = 0; day < 364; day++) {
            if (day % 7 < 5) {
                workDay(store, clock, clients, random);
            }
            clock.now = clock.now.plus(Duration.ofDays(1));
            store.prune();
        }
    }

    private static void workDay(SqliteStore store, SimulatedClock clock, int clients, Random random) throws Exception {
        Instant midnight = clock.now;
        for (LocalTime time = LocalTime.of(WORK_STARTS, 0); time.getHour() < WORK_ENDS; time = time.plusMinutes(5)) {
            clock.now = midnight.plusSeconds(time.toSecondOfDay());
            if (time.getHour() != BREAK) {
                store.record(everyClient(clients, random));
            }
        }
        clock.now = midnight;
    }

    private static List<Contribution> everyClient(int clients, Random random) {
        List<Contribution> batch = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            if (random.nextInt(10) > 0) {
                batch.add(new Contribution.Anonymous("client-" + client, counts(random)));
            }
        }
        return batch;
    }

    private static Counts counts(Random random) {
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

    private static void report(SqliteStore store, SimulatedClock clock, Path file, int year, int clients)
            throws Exception {
        Latencies summaries = new Latencies();
        for (int i = 0; i < READS; i++) {
            store.record(List.of(new Contribution.Anonymous("client-0", Counts.NONE.with(Count.KEY_PRESSES, 1))));
            long start = System.nanoTime();
            store.summary(Duration.ofDays(14));
            summaries.add(System.nanoTime() - start);
        }
        Latencies days = new Latencies();
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            store.buckets(BucketQuery.of(clock.now.minus(Duration.ofDays(364)), clock.now, BucketSize.DAY)
                    .in(ZoneId.of("Europe/Berlin")));
            days.add(System.nanoTime() - start);
        }
        double megabytes = Files.size(file) / 1e6;
        System.out.printf(
                Locale.ROOT,
                "%5d %8.1f %14.3f %12.2f %12.2f %14.1f%n",
                year,
                megabytes,
                megabytes / clients / year,
                summaries.millis(0.5),
                summaries.millis(0.99),
                days.millis(0.5));
    }
}
