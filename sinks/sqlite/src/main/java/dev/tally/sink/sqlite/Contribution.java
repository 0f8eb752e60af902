package dev.tally.sink.sqlite;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;

/** Counts to be added to a store. */
public sealed interface Contribution {

    /** {@return the name of the machine that counted, empty if it is not known} */
    String source();

    /**
     * The counts of an interval, which are added once however often the interval comes, at the time of the interval.
     *
     * @param source the name of the machine that counted
     * @param interval the counts, their time and their identity
     */
    record Identified(String source, ActivityInterval interval) implements Contribution {}

    /**
     * Counts without an identity, which are added each time they come, at the time of their receipt.
     *
     * @param source the name of the machine that counted, empty if it is not known
     * @param counts the counts
     */
    record Anonymous(String source, Counts counts) implements Contribution {}
}
