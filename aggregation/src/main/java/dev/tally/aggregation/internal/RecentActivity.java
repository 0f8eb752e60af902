package dev.tally.aggregation.internal;

import dev.tally.aggregation.RecentCounts;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * Remembers the totals of the last minute and of the beginning of the day, and passes everything on. It looks at the clock
 * only when the sampler does, so nothing wakes an idle monitor.
 *
 * <p><b>Privacy.</b> It is told of the totals once a second at most: nothing is kept of a single key.
 *
 * <p><b>Threads.</b> {@link #save} and {@link #cut} are the sampler's; any thread may call {@link #now}.
 */
public final class RecentActivity implements Sampler.IntervalOutlet {
    private static final int MINUTE_SECONDS = 60;

    private record Reading(Instant at, Counts total) {}

    private final Sampler.IntervalOutlet next;
    private final ZoneId zone;
    private final Instant started;
    private final ArrayDeque<Reading> minute = new ArrayDeque<>(); // the first is the last one before the minute
    private Counts cut = Counts.NONE;
    private Reading dayStart;

    /**
     * Creates the memory of one monitor.
     *
     * @param next receives all intervals too
     * @param zone whose midnight begins a day
     * @param started when the monitor was started
     */
    public RecentActivity(Sampler.IntervalOutlet next, ZoneId zone, Instant started) {
        this.next = next;
        this.zone = zone;
        this.started = started;
        this.dayStart = new Reading(started, Counts.NONE);
        minute.add(dayStart);
    }

    @Override
    public void cut(ActivityInterval interval) {
        next.cut(interval);
        note(interval.end(), interval.counts(), true);
    }

    @Override
    public void save(ActivityInterval soFar) {
        next.save(soFar);
        note(soFar.end(), soFar.counts(), false);
    }

    private synchronized void note(Instant at, Counts sinceCut, boolean isCut) {
        Counts total = cut.plus(sinceCut);
        cut = isCut ? total : cut;
        forget(at);
        minute.add(new Reading(at, total));
    }

    /** Drops what is older than the minute, and begins a new day if it is one. */
    private void forget(Instant now) {
        Counts last = minute.getLast().total();
        if (!dayOf(now).equals(dayOf(dayStart.at()))) {
            Instant midnight = dayOf(now).atStartOfDay(zone).toInstant();
            dayStart =
                    new Reading(now.isBefore(dayStart.at()) ? now : midnight, last); // before: the clock was set back
        }
        Instant begin = now.minusSeconds(MINUTE_SECONDS);
        if (now.isBefore(minute.getLast().at())) { // the clock was set back
            minute.clear();
            minute.add(new Reading(now, last));
        }
        Reading first = minute.getFirst();
        while (!minute.isEmpty() && !minute.getFirst().at().isAfter(begin)) {
            first = minute.removeFirst();
        }
        minute.addFirst(first);
    }

    private LocalDate dayOf(Instant moment) {
        return moment.atZone(zone).toLocalDate();
    }

    /**
     * Returns what was counted lately.
     *
     * @param now the time of the wall clock
     * @param counters all that was counted until now; asked after the last reading, or it could be smaller
     */
    public synchronized RecentCounts now(Instant now, Supplier<Counts> counters) {
        forget(now);
        Counts total = counters.get();
        return new RecentCounts(
                started.truncatedTo(ChronoUnit.MILLIS),
                dayStart.at().truncatedTo(ChronoUnit.MILLIS),
                total.minus(dayStart.total()),
                total.minus(minute.getFirst().total()));
    }
}
