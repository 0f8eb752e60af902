package dev.tally.sink.store;

/** What became of one contribution to a store. */
public enum Acceptance {
    /** The counts were added, at the times that the contribution names, or at its receipt if it names none. */
    ADDED,

    /** The counts were added to the bucket of receipt, because the times that the contribution names cannot be true. */
    ADDED_AT_RECEIPT,

    /** Nothing was changed: all of the interval was accepted before. */
    REPEATED,

    /** Nothing was added: a part of the interval was accepted before, but not all of it. */
    OVERLAPS
}
