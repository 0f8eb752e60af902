/**
 * MCAP files: written, read, repaired, and filled with live samples.
 *
 * <p>Start at {@link dev.tally.sink.mcap.McapWriter} and {@link dev.tally.sink.mcap.McapReader}; they know nothing of the
 * rest of Tally. {@link dev.tally.sink.mcap.McapFile} looks things up in a finished file,
 * {@link dev.tally.sink.mcap.McapRepair} finishes one that was cut off.
 *
 * <p>{@link dev.tally.sink.mcap.McapSink} stands on these: it records live samples into a directory, file after file.
 * {@link dev.tally.sink.mcap.RecordingUpload} is where finished files can go next.
 *
 * <p>Absent on purpose: settings from the environment. An app reads those and says what it wants.
 */
package dev.tally.sink.mcap;
