package dev.tally.sink.mcap.internal;

import java.util.concurrent.TimeUnit;

/**
 * Decides when a file ends and the next begins, in nanoseconds since the epoch.
 *
 * @param periodNanos how long a file lasts at most
 * @param aligned whether at whole periods of the wall clock (an hour: on the hour) or counted from a file's start
 */
public record RollSchedule(long periodNanos, boolean aligned) {
    private static final long CLOCK_SLACK_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Returns the end of a file that starts at a time. */
    long endOf(long start) {
        return (aligned ? Math.floorDiv(start, periodNanos) * periodNanos : start) + periodNanos;
    }

    /** Returns whether a file with this end is over; also if the clock was set back to long before its start. */
    boolean isOver(long end, long now) {
        return now >= end || end - now > periodNanos + CLOCK_SLACK_NANOS;
    }
}
