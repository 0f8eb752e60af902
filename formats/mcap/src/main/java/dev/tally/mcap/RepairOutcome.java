package dev.tally.mcap;

/**
 * Says what a repair has made of a file.
 *
 * @param messages how many messages the file has now
 * @param chunks how many chunks it has now
 * @param lostBytes how many bytes of its data could not be kept; also counts what is made anew in any case, the old
 *     summary
 */
public record RepairOutcome(long messages, int chunks, long lostBytes) {}
