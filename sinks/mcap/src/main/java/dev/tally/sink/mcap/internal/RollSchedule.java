package dev.tally.sink.mcap.internal;

import java.util.concurrent.TimeUnit;

/**
 * When a file ends and the next begins, in nanoseconds since the epoch.
 *
 * @param periodNanos how long a file lasts at most
 * @param aligned whether at whole periods of the wall clock (an hour: on the hour) or counted from a file's start
 */
public record RollSchedule(long periodNanos, boolean aligned) {
    private static final long CLOCK_SLACK_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** When a file that starts then ends. */
    long endOf(long start) {
        return (aligned ? Math.floorDiv(start, periodNanos) * periodNanos : start) + periodNanos;
    }

    /** Whether a file with this end is over; also when the clock was set back to long before its start. */
    boolean isOver(long end, long now) {
        return now >= end || end - now > periodNanos + CLOCK_SLACK_NANOS;
    }
}
