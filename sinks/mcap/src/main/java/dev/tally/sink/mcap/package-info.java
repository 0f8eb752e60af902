/**
 * MCAP files: written, read, repaired.
 *
 * <p>Start at {@link dev.tally.sink.mcap.McapWriter} and {@link dev.tally.sink.mcap.McapReader}; they know nothing of the
 * rest of Tally. {@link dev.tally.sink.mcap.McapFile} looks things up in a finished file,
 * {@link dev.tally.sink.mcap.McapRepair} finishes one that was cut off.
 *
 * <p>Absent on purpose: the meaning of the messages. Bytes in, the same bytes out.
 */
package dev.tally.sink.mcap;
