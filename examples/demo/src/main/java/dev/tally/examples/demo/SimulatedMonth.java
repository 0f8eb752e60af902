package dev.tally.examples.demo;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.Contribution;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Counts of two machines that nobody used: four weeks with working days, quiet weekends, a holiday and two gaps of the
 * system. The same clock gives the same counts.
 */
final class SimulatedMonth {
    private static final int DAYS = 28;
    private static final int HOLIDAY = 11;
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final int STEPS_IN_A_DAY = 288;
    private static final int KEYS_IN_A_BUSY_STEP = 420;

    private final Random random = new Random(1);
    private final Instant now;
    private final ZoneId zone;
    private final List<Contribution> contributions = new ArrayList<>();

    private SimulatedMonth(Clock clock) {
        this.now = clock.instant();
        this.zone = clock.getZone();
    }

    /** Creates a database with the month before now. */
    static void fill(Path database, Clock clock) throws SinkException {
        SimulatedMonth month = new SimulatedMonth(clock);
        month.machine("desk", 1.0, 0.1);
        month.machine("laptop", 0.35, 0.6);
        try (SqliteStore store = SqliteStore.open(database, clock, notice -> {})) {
            store.record(month.contributions);
        }
    }

    private void machine(String name, double share, double onWeekends) {
        UUID run = new UUID(random.nextLong(), random.nextLong());
        LocalDate today = now.atZone(zone).toLocalDate();
        long number = 0;
        for (int daysAgo = DAYS; daysAgo >= 0; daysAgo--) {
            LocalDate day = today.minusDays(daysAgo);
            double intensity =
                    daysAgo == HOLIDAY ? 0 : share * (isWeekend(day) ? onWeekends : 0.7 + random.nextDouble() / 2);
            for (int step = 0; step < STEPS_IN_A_DAY; step++) {
                Instant start = day.atStartOfDay(zone).toInstant().plus(STEP.multipliedBy(step));
                double busy = intensity * rhythm(step / 12.0);
                if (start.plus(STEP).isBefore(now) && random.nextDouble() < 3 * busy) {
                    Counts counts = counts(busy * (0.4 + random.nextDouble()));
                    contributions.add(new Contribution.Identified(
                            name, new ActivityInterval(run, ++number, number, start, start.plus(STEP), counts)));
                }
            }
        }
    }

    private static boolean isWeekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    /** Returns how busy an hour of the day is: mornings, afternoons after a lunch break, and some evenings. */
    private static double rhythm(double hour) {
        return bell(hour, 10.3, 1.7) + 0.9 * bell(hour, 15.2, 2.0) + 0.2 * bell(hour, 21, 1.2);
    }

    private static double bell(double at, double middle, double width) {
        return Math.exp(-Math.pow((at - middle) / width, 2));
    }

    private Counts counts(double busy) {
        long keys = Math.round(KEYS_IN_A_BUSY_STEP * busy);
        long clicks = Math.round(keys * (0.08 + random.nextDouble() / 10));
        long detents = Math.round(keys * random.nextDouble() / 2);
        return Counts.NONE
                .with(Count.KEY_PRESSES, keys)
                .with(Count.KEY_REPEATS, keys / 30)
                .with(Count.LEFT_CLICKS, clicks)
                .with(Count.RIGHT_CLICKS, clicks / 12)
                .with(Count.MIDDLE_CLICKS, clicks / 25)
                .with(Count.SCROLL_DETENTS, detents)
                .with(Count.VERTICAL_120, 120 * detents)
                .with(Count.MOTIONS, 14 * keys)
                .with(Count.DISTANCE_1000, 95_000 * keys)
                .with(Count.ACTIVE_MILLIS, Math.min(STEP.toMillis(), 20_000 + 700 * keys))
                .with(Count.GAPS, random.nextInt(1500) == 0 ? 1 : 0);
    }
}
