package dev.tally.mcap.internal;

/** Part of a repaired file. */
public sealed interface Segment {

    /** Bytes of the old file. */
    record Copied(long offset, long length) implements Segment {}

    /** Bytes that were not there. */
    record Written(byte[] bytes) implements Segment {}
}
