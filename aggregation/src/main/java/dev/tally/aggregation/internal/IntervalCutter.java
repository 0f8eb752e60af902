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

    boolean isOpen() {
        return open;
    }

    /** The first input since the last cut was seen. */
    void open(Instant since, Instant now) {
        open = true;
        start = since.isBefore(end) && !now.isBefore(end) ? end : since; // no overlap, unless the clock was set back
    }

    /** Everything since the last cut, whether it is something or not. */
    ActivityInterval cut(Counts total, Instant now) {
        Instant from = open && start.isBefore(now) ? start : now; // the wall clock may have been set back
        ActivityInterval interval = new ActivityInterval(run, ++number, number, from, now, total.minus(cut));
        cut = total;
        end = now;
        open = false;
        return interval;
    }
}
