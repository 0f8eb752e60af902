/**
 * Records live samples into MCAP files.
 *
 * <p>Start at {@link dev.tally.sink.mcap.McapSink}: it records into a directory, file after file.
 * {@link dev.tally.sink.mcap.RecordingUpload} is where finished files can go next. The files themselves are written by
 * {@code dev.tally.mcap}.
 *
 * <p>Absent on purpose: settings from the environment. An app reads those and configures the sink.
 */
package dev.tally.sink.mcap;
