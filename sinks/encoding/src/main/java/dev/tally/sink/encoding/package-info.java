/**
 * The JSON that sinks send, written without a library.
 *
 * <p>Start at {@link dev.tally.sink.encoding.IntervalJson}, the payload of an interval, or at
 * {@link dev.tally.sink.encoding.ActivityTopic}, the messages of live samples;
 * {@link dev.tally.sink.encoding.JsonWriter} is what everything here is written with.
 *
 * <p>Absent on purpose: reading. A receiver meets hostile input and brings a parser that is made for it.
 */
package dev.tally.sink.encoding;
