/**
 * Records live samples into MCAP files.
 *
 * <p>Start at {@link dev.tally.sink.mcap.McapSink}: it records into a directory, file after file.
 * A {@link dev.tally.sink.mcap.RecordingUpload} uploads finished files. The files themselves are written by
 * {@code dev.tally.mcap}.
 *
 * <p>Absent on purpose: settings from the environment. An application reads them and configures the sink.
 */
package dev.tally.sink.mcap;
