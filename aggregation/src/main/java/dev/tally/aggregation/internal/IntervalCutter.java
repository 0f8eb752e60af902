package dev.tally.aggregation.internal;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Cuts running totals into intervals, numbered from 1 without holes.
 *
 * <p><b>Order and time.</b> Times are those of the wall clock. If that was set since the interval began, or the machine was
 * suspended, the interval ends as long after its beginning as the monotonic clock says, which does neither. A caller that cuts
 * when {@link #hasStepped} says so has the counts from before a step in their own time, and those from after it too.
 *
 * <p><b>Privacy.</b> An interval begins and ends at whole seconds: the time of its first input is that of a key, and so is that
 * of its end when a key stops the program.
 *
 * <p><b>Threads.</b> One.
 */
final class IntervalCutter {
    /** Differences below this are the clock being slewed, or two readings some time apart. */
    private static final Duration LEAST_STEP = Duration.ofSeconds(2);

    private final UUID run;
    private final long wholeNanos;
    private final long leadNanos;
    private long number;
    private Counts cut = Counts.NONE;
    private Instant start = Instant.EPOCH;
    private Instant end = Instant.EPOCH;
    private Instant openedAt = Instant.EPOCH;
    private long openedNanos; // the same moment
    private boolean open;

    /** @param wholeNanos intervals begin and end when the wall clock shows a multiple of so many nanoseconds */
    IntervalCutter(UUID run, long wholeNanos) {
        this.run = run;
        this.wholeNanos = wholeNanos;
        this.leadNanos = wholeNanos / 20; // a cut may come so early, because the clocks run differently
    }

    /** Returns whether there was input since the last cut. */
    boolean isOpen() {
        return open;
    }

    /**
     * Notes the first input since the last cut, at a moment that both clocks tell.
     *
     * @return how long ago the interval begins
     */
    long open(Instant now, long nowNanos) {
        open = true;
        openedAt = now;
        openedNanos = nowNanos;
        long sinceWhole = since(now, wholeNanos);
        Instant whole = now.minusNanos(sinceWhole);
        boolean isSetBack = now.plusNanos(leadNanos).isBefore(end);
        start = whole.isBefore(end) && !isSetBack ? end : whole; // no overlap, unless the clock was set back
        return sinceWhole;
    }

    /** Returns how long ago a clock has shown a multiple of some nanoseconds. */
    static long since(Instant wall, long nanos) {
        return Math.floorMod(LiveSampler.epochNanos(wall), nanos);
    }

    /** Returns whether the wall clock was set, or the machine suspended, since the open interval began. */
    boolean hasStepped(Instant now, long nowNanos) {
        return open && Duration.between(unset(nowNanos), now).abs().compareTo(LEAST_STEP) > 0;
    }

    /** Returns what the wall clock would say now if nothing had set it since the open interval began. */
    private Instant unset(long nowNanos) {
        return openedAt.plusNanos(nowNanos - openedNanos);
    }

    /** Returns the interval that a cut at this moment would make; nothing is cut. */
    ActivityInterval soFar(Counts total, Instant now, long nowNanos) {
        Instant until = whole(hasStepped(now, nowNanos) ? unset(nowNanos) : now);
        Instant from = open && start.isBefore(until) ? start : until; // a small step back
        return new ActivityInterval(run, number + 1, number + 1, from, until, total.minus(cut));
    }

    private Instant whole(Instant end) {
        Instant latest = end.plusNanos(leadNanos);
        return latest.minusNanos(since(latest, wholeNanos));
    }

    /** Cuts off everything since the last cut, also if there was no input. */
    ActivityInterval cut(Counts total, Instant now, long nowNanos) {
        ActivityInterval interval = soFar(total, now, nowNanos);
        number++;
        cut = total;
        end = interval.end();
        open = false;
        return interval;
    }
}
