/**
 * Writes, reads and repairs MCAP files, the container format of Foxglove (version 0, https://mcap.dev/spec).
 *
 * <p>Start at {@link dev.tally.mcap.McapWriter} and {@link dev.tally.mcap.McapReader}. {@link dev.tally.mcap.McapFile} looks
 * things up in a finished file, {@link dev.tally.mcap.McapRepair} finishes one that was cut off.
 *
 * <p>Absent on purpose: what messages mean. Schemas and messages are bytes, in whatever encoding the caller names.
 */
package dev.tally.mcap;
