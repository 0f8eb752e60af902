/**
 * What has been counted, and where it can go.
 *
 * <p>Start at {@link dev.tally.sink.ActivityInterval}, the unit of delivery, and {@link dev.tally.sink.IntervalSink},
 * which takes one at a time and answers for it.
 *
 * <p>Absent on purpose: anything finer than the totals of an interval. No key, and no time of one, can be put here.
 */
package dev.tally.sink;
