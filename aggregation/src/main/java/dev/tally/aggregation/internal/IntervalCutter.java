package dev.tally.aggregation.internal;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.time.Instant;
import java.util.UUID;

/**
 * Cuts running totals into intervals, numbered from 1 without holes.
 *
 * <p><b>Threads.</b> One.
 */
final class IntervalCutter {
    private final UUID run;
    private long number;
    private Counts cut = Counts.NONE;
    private Instant start = Instant.EPOCH;
    private Instant end = Instant.EPOCH;
    private boolean open;

    IntervalCutter(UUID run) {
        this.run = run;
    }

    /** Returns whether there was input since the last cut. */
    boolean isOpen() {
        return open;
    }

    /** Notes the first input since the last cut. */
    void open(Instant since, Instant now) {
        open = true;
        start = since.isBefore(end) && !now.isBefore(end) ? end : since; // no overlap, unless the clock was set back
    }

    /** Returns the interval that a cut at this moment would make; nothing is cut. */
    ActivityInterval soFar(Counts total, Instant now) {
        Instant from = open && start.isBefore(now) ? start : now; // the wall clock may have been set back
        return new ActivityInterval(run, number + 1, number + 1, from, now, total.minus(cut));
    }

    /** Cuts off everything since the last cut, also if there was no input. */
    ActivityInterval cut(Counts total, Instant now) {
        ActivityInterval interval = soFar(total, now);
        number++;
        cut = total;
        end = now;
        open = false;
        return interval;
    }
}
