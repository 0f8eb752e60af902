package dev.tally.aggregation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.aggregation.RecentCounts;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecentActivityTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Instant EVENING = Instant.parse("2026-03-28T22:00:00Z"); // 23:00; the next day has 23 hours
    private static final Instant MIDNIGHT = Instant.parse("2026-03-28T23:00:00Z");

    private final List<ActivityInterval> passedOn = new ArrayList<>();
    private final RecentActivity recent = new RecentActivity(passedOn::add, ZONE, EVENING);
    private long number = 1;
    private long keys;
    private long keysAtCut;

    private void type(Instant at, long more) {
        keys += more;
        recent.save(soFar(at));
    }

    private void cut(Instant at) {
        recent.cut(soFar(at));
        number++;
        keysAtCut = keys;
    }

    private ActivityInterval soFar(Instant at) {
        return new ActivityInterval(new UUID(0, 1), number, number, at, at, presses(keys - keysAtCut));
    }

    private static Counts presses(long keys) {
        return Counts.NONE.with(Count.KEY_PRESSES, keys);
    }

    private RecentCounts at(Instant now) {
        return recent.now(now, () -> presses(keys));
    }

    @Test
    void theDayBeginsWithTheStartOrAtMidnightEvenIfNothingHappensThen() {
        type(EVENING.plusSeconds(10), 5);
        cut(EVENING.plusSeconds(40));
        assertEquals(presses(5), at(MIDNIGHT.minusSeconds(1)).day());
        assertEquals(EVENING, at(MIDNIGHT.minusSeconds(1)).daySince());
        assertEquals(Counts.NONE, at(MIDNIGHT.plusSeconds(1)).day());
        assertEquals(MIDNIGHT, at(MIDNIGHT.plusSeconds(1)).daySince());
        type(MIDNIGHT.plusSeconds(7200), 3);
        assertEquals(presses(3), at(MIDNIGHT.plusSeconds(7201)).day());
        assertEquals(
                MIDNIGHT.plusSeconds(23 * 3600),
                at(MIDNIGHT.plusSeconds(23 * 3600)).daySince());
    }

    @Test
    void anIntervalOverMidnightIsSharedByTheSecond() {
        type(MIDNIGHT.minusSeconds(2), 5);
        type(MIDNIGHT.minusSeconds(1), 5);
        type(MIDNIGHT.plusSeconds(1), 7);
        cut(MIDNIGHT.plusSeconds(20));
        assertEquals(presses(7), at(MIDNIGHT.plusSeconds(30)).day());
    }

    @Test
    void theLastMinuteIsWhatWasReadInIt() {
        for (int second = 0; second < 120; second++) {
            type(EVENING.plusSeconds(second), 2);
            if (second % 30 == 29) {
                cut(EVENING.plusSeconds(second));
            }
        }
        assertEquals(presses(120), at(EVENING.plusSeconds(119)).lastMinute());
        assertEquals(presses(60), at(EVENING.plusSeconds(149)).lastMinute());
        assertEquals(Counts.NONE, at(EVENING.plusSeconds(180)).lastMinute());
        assertEquals(presses(240), at(EVENING.plusSeconds(180)).day());
        assertEquals(4, passedOn.size());
    }

    @Test
    void aClockThatIsSetBackGivesNoNegativeCounts() {
        type(MIDNIGHT.plusSeconds(10), 5);
        type(MIDNIGHT.minusSeconds(3000), 2);
        assertEquals(presses(2), at(MIDNIGHT.minusSeconds(2999)).lastMinute());
        assertEquals(presses(2), at(MIDNIGHT.minusSeconds(2999)).day());
    }

    @Test
    void aDayBeginsWhenTheClockIsSetBackToItAndTheNextOneAtMidnight() {
        type(EVENING.plus(Duration.ofDays(400)), 5);
        type(EVENING.plusSeconds(60), 2);
        assertEquals(presses(2), at(EVENING.plusSeconds(61)).day());
        assertEquals(EVENING.plusSeconds(60), at(EVENING.plusSeconds(61)).daySince());
        assertEquals(Counts.NONE, at(MIDNIGHT.plusSeconds(1)).day());
        assertEquals(MIDNIGHT, at(MIDNIGHT.plusSeconds(1)).daySince());
    }
}
