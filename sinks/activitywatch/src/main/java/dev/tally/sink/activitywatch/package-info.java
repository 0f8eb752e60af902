/**
 * Delivers intervals to an ActivityWatch server. Start at {@link dev.tally.sink.activitywatch.ActivityWatchSink}.
 *
 * <p>Absent on purpose: heartbeats while there is no input, because nothing in Tally wakes up then.
 *
 * <p><b>Incubating.</b> This package may still change in a minor release; docs/releasing.md lists those that may.
 */
package dev.tally.sink.activitywatch;
