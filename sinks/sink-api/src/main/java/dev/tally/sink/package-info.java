/**
 * The data that Tally counts, and the interfaces of the sinks that it is delivered to.
 *
 * <p>Start at {@link dev.tally.sink.ActivityInterval}, the unit of delivery, at
 * {@link dev.tally.sink.Count}, the list of what is counted, and at {@link dev.tally.sink.IntervalSink}, which delivers one
 * interval at a time.
 *
 * <p>Absent on purpose: anything finer than the totals of an interval. No type here can hold a key or the time of a key press.
 */
package dev.tally.sink;
