package dev.tally.aggregation;

import dev.tally.sink.Counts;
import java.time.Instant;

/**
 * What was counted lately.
 *
 * @param started when the monitor was started
 * @param daySince the beginning of the day in the time zone of the machine; or, if that was later, the start of the monitor or
 *     the moment at which the clock was set back to this day
 * @param day what was counted since then; a second of input around the beginning of a day may be in the day before
 * @param lastMinute what was counted in the last 60 s, give or take the last second
 */
public record RecentCounts(Instant started, Instant daySince, Counts day, Counts lastMinute) {}
