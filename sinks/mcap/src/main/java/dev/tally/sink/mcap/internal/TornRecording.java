package dev.tally.sink.mcap.internal;

/**
 * A recording whose writing failed: a locked {@code .part} without an end.
 *
 * @param flushed samples in it that were counted as recorded
 */
record TornRecording(PartFile file, long flushed) {}
