/**
 * Writes the JSON that sinks send, without a library.
 *
 * <p>Start at {@link dev.tally.sink.encoding.IntervalJson}, the payload of an interval, or at
 * {@link dev.tally.sink.encoding.ActivityTopic}, the messages of live samples. Both are written with
 * {@link dev.tally.sink.encoding.JsonWriter}. {@link dev.tally.sink.encoding.JsonReader} reads small messages; a server
 * that reads many or large ones brings a streaming parser.
 *
 * <p>{@code JsonWriter} and {@code JsonReader} use nothing of this package: the build of {@code formats/foxglove},
 * which depends on nothing of Tally, compiles a copy of these two files.
 */
package dev.tally.sink.encoding;
