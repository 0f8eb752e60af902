/**
 * The data that Tally counts, and the interfaces of the sinks that it is delivered to.
 *
 * <p>Start at {@link dev.tally.sink.ActivityInterval}, the unit of delivery, at
 * {@link dev.tally.sink.Count}, the list of what is counted, and at {@link dev.tally.sink.IntervalSink}, which delivers one
 * interval at a time.
 *
 * <p>{@link dev.tally.sink.LiveSink} takes what is finer than an interval: {@link dev.tally.sink.LiveSample} has positions of the
 * pointer and steps of wheels, up to 20 times a second, and rates and clicks once a second.
 *
 * <p>Absent on purpose: keys. No type here can hold a key or the time of a key press.
 */
package dev.tally.sink;
