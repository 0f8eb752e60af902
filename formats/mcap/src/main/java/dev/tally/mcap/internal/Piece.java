package dev.tally.mcap.internal;

/** Part of a repaired file. */
public sealed interface Piece {

    /** Bytes of the old file. */
    record Old(long offset, long length) implements Piece {}

    /** Bytes that were not there. */
    record New(byte[] bytes) implements Piece {}
}
