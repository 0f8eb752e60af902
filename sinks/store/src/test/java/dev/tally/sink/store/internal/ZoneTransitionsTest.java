package dev.tally.sink.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Sums by day and by five minutes, as people in any time zone see them, add up to the totals over every change of the clock
 * from 1970 to 2037. The oracle places each single count at its own moment.
 */
class ZoneTransitionsTest {
    private static final boolean FULL = Boolean.getBoolean("tally.full");
    private static final Instant FIRST = Instant.parse("1970-01-02T00:00:00Z");
    private static final Instant LAST = Instant.parse("2038-01-01T00:00:00Z");
    private static final long[] COUNTS = FULL ? new long[] {1, 2, 97, 1009} : new long[] {97};
    private static final List<Duration> AROUND = List.of(
            Duration.ofSeconds(15),
            Duration.ofMinutes(5),
            Duration.ofMinutes(61).plusMillis(1),
            Duration.ofHours(25));

    @Test
    void daysAndFiveMinutesAddUpOverEveryTransitionOfEveryZone() {
        int transitions = 0;
        Set<ZoneRules> seen = new HashSet<>(); // many names share one set of rules
        for (String name : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            ZoneId zone = ZoneId.of(name);
            if (seen.add(zone.getRules())) {
                transitions += check(zone);
            }
        }
        int found = transitions;
        assertTrue(found > 10_000, () -> "only " + found + " transitions");
    }

    private static int check(ZoneId zone) {
        int transitions = 0;
        ZoneOffsetTransition next = zone.getRules().nextTransition(FIRST);
        while (next != null && next.getInstant().isBefore(LAST)) {
            transitions++;
            for (Duration around : AROUND) {
                for (long count : COUNTS) {
                    check(zone, next.getInstant(), around, count);
                }
            }
            next = zone.getRules().nextTransition(next.getInstant());
        }
        return transitions;
    }

    private static void check(ZoneId zone, Instant transition, Duration around, long count) {
        long length = 2 * around.toMillis() + 1; // odd, and not symmetrical
        Span span = new Span(transition.toEpochMilli() - length / 2, transition.toEpochMilli() - length / 2 + length);
        Map<Long, Long> buckets = new TreeMap<>();
        for (BucketSplit.Part part : BucketSplit.split(span, new long[] {count})) {
            buckets.merge(part.bucketMillis(), part.counts()[0], Long::sum);
        }
        Map<Long, Long> expected = oneByOne(span, count);

        String where = zone + " at " + transition + ", " + around + " around, " + count;
        assertEquals(expected, buckets, where);
        assertEquals(byDay(zone, span, expected), byDay(zone, span, buckets), where);
        assertEquals(count, sum(byDay(zone, span, buckets)), where);
        assertEquals(count, sum(byLocalTime(zone, buckets)), where);
    }

    /** The oracle: the counts are spread evenly over the span, and each lies in the five minutes that its moment lies in. */
    private static Map<Long, Long> oneByOne(Span span, long count) {
        Map<Long, Long> buckets = new TreeMap<>();
        for (long i = 0; i < count; i++) {
            // The middle of the i-th part is at (2i + 1) / 2n of the span; on a border it belongs to the time before.
            long afterStart = ((2 * i + 1) * span.length() + 2 * count - 1) / (2 * count);
            long moment = span.startMillis() + afterStart - 1;
            long bucket = moment - Math.floorMod(moment, 300_000L);
            buckets.merge(bucket, 1L, Long::sum);
        }
        return buckets;
    }

    /** Sums by day, each from the first moment of a date to the first moment of the next. */
    private static Map<LocalDate, Long> byDay(ZoneId zone, Span span, Map<Long, Long> buckets) {
        List<LocalDate> dates = new ArrayList<>();
        LocalDate end = date(zone, span.endMillis()).plusDays(2);
        for (LocalDate date = date(zone, span.startMillis()).minusDays(1);
                date.isBefore(end);
                date = date.plusDays(1)) {
            dates.add(date);
        }
        Map<LocalDate, Long> days = new TreeMap<>();
        for (LocalDate date : dates) {
            long from = date.atStartOfDay(zone).toInstant().toEpochMilli();
            long to = date.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
            buckets.forEach((bucket, counts) -> {
                if (bucket >= from && bucket < to) {
                    days.merge(date, counts, Long::sum);
                }
            });
        }
        return days;
    }

    private static LocalDate date(ZoneId zone, long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone);
    }

    /** Sums by what a clock on the wall shows, where an hour can come twice or not at all. */
    private static Map<LocalDateTime, Long> byLocalTime(ZoneId zone, Map<Long, Long> buckets) {
        Map<LocalDateTime, Long> sums = new TreeMap<>();
        buckets.forEach((bucket, counts) -> {
            ZoneOffset offset = zone.getRules().getOffset(Instant.ofEpochMilli(bucket));
            sums.merge(LocalDateTime.ofEpochSecond(bucket / 1000, 0, offset), counts, Long::sum);
        });
        return sums;
    }

    private static long sum(Map<?, Long> sums) {
        return sums.values().stream().mapToLong(Long::longValue).sum();
    }
}
