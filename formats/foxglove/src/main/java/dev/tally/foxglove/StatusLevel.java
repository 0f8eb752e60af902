package dev.tally.foxglove;

/** How bad a status is that viewers show to people. The ordinal is what the protocol carries. */
public enum StatusLevel {
    INFO,
    WARNING,
    ERROR
}
