package dev.tally.sink.mcap.internal;

/**
 * A recording whose writing failed: a locked {@code .part} without an end.
 *
 * @param repeated messages in it that repeat a state and are not counted as samples
 * @param flushed samples in it that were counted as recorded
 */
record TornRecording(LockedFile file, long repeated, long flushed) {}
