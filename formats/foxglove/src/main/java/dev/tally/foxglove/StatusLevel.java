package dev.tally.foxglove;

/** The severity of a status that viewers show to people. The protocol carries the ordinal. */
public enum StatusLevel {
    /** Something worth knowing. */
    INFO,
    /** Something that may lead to an error. */
    WARNING,
    /** Something that does not work. */
    ERROR
}
