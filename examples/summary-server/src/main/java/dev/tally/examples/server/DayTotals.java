package dev.tally.examples.server;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.store.ActivityQuery;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The days of a zone with their counts, and what is said of them: totals of periods, the usual day, streaks.
 *
 * <p>A streak is a number of days in a row with counts. The one that is under way ends today, or yesterday while today has no counts.
 */
final class DayTotals {
    /** The usual day is the median of the days with counts among this many days before today. */
    static final int USUAL_DAYS = 28;

    /** A period that ends now. */
    enum Period {
        TODAY,
        WEEK,
        MONTH,
        YEAR,
        LIFETIME;

        /** Returns the first day of the period that this day is in. */
        LocalDate firstDay(LocalDate today) {
            return switch (this) {
                case TODAY -> today;
                case WEEK -> today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                case MONTH -> today.withDayOfMonth(1);
                case YEAR -> today.withDayOfYear(1);
                case LIFETIME -> LocalDate.EPOCH;
            };
        }

        /** Returns the name in queries and answers. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The lengths of streaks, in days. */
    record Streak(int current, int longest) {}

    private final ActivityQuery store;
    private final Optional<String> client;
    private final ZoneId zone;
    private final Instant now;
    private final LocalDate today;
    private final NavigableMap<LocalDate, Counts> days;

    DayTotals(
            ActivityQuery store,
            Optional<String> client,
            ZoneId zone,
            Instant now,
            NavigableMap<LocalDate, Counts> days) {
        this.store = store;
        this.client = client;
        this.zone = zone;
        this.now = now;
        this.today = now.atZone(zone).toLocalDate();
        this.days = days;
    }

    LocalDate today() {
        return today;
    }

    /** Returns the counts of a period. */
    Counts of(Period period) {
        return CountFields.sum(days.tailMap(period.firstDay(today), true).values());
    }

    /** Returns the counts of the whole day before today. */
    Counts yesterday() {
        return days.getOrDefault(today.minusDays(1), Counts.NONE);
    }

    /** Returns the counts of yesterday up to the time of day that it is now. */
    Counts yesterdayUntilNow() throws SinkException {
        Instant start = startOf(today.minusDays(1));
        Instant end = now.atZone(zone).minusDays(1).toInstant();
        return end.isAfter(start) ? store.total(start, end, client) : Counts.NONE;
    }

    /** Returns the days with counts that the usual day is made of. */
    List<Counts> usualDays() {
        return List.copyOf(
                days.subMap(today.minusDays(USUAL_DAYS), true, today, false).values());
    }

    /** Returns the hour of today with the most key presses; empty if no key was pressed today. */
    Optional<Bucket> bestHour() throws SinkException {
        return buckets(startOf(today), now, BucketSize.HOUR).stream()
                .filter(hour -> hour.counts().get(Count.KEY_PRESSES) > 0)
                .max(Comparator.comparingLong(hour -> hour.counts().keyPresses()));
    }

    /** Returns the streak that is under way and the longest one. */
    Streak streak() {
        NavigableSet<LocalDate> active = new TreeSet<>();
        days.forEach((day, counts) -> {
            if (counts.hasActivity()) {
                active.add(day);
            }
        });
        int longest = 0;
        int length = 0;
        LocalDate before = LocalDate.MIN;
        for (LocalDate day : active) {
            length = before.equals(day.minusDays(1)) ? length + 1 : 1;
            longest = Math.max(longest, length);
            before = day;
        }
        return new Streak(before.isBefore(today.minusDays(1)) ? 0 : length, longest);
    }

    /** Returns how many days have counts. */
    int activeDays() {
        return (int) days.values().stream().filter(Counts::hasActivity).count();
    }

    /** Returns when a period began: for the lifetime, the first day with counts. */
    Instant startOf(Period period) {
        return startOf(period == Period.LIFETIME ? (days.isEmpty() ? today : days.firstKey()) : period.firstDay(today));
    }

    private Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    private List<Bucket> buckets(Instant from, Instant to, BucketSize size) throws SinkException {
        return store.buckets(new BucketQuery(from, to, size, zone, client, false));
    }
}
