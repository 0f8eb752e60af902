package dev.tally.sink.sqlite;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;

/** Counts to be added to a store. */
public sealed interface Contribution {

    /** Who counted; empty where that is not known. */
    String source();

    /**
     * An interval: it counts once, however often it comes, and at the time at which it was.
     *
     * @param source who counted
     * @param interval what was counted
     */
    record Identified(String source, ActivityInterval interval) implements Contribution {}

    /**
     * Counts that say nothing of themselves: they count each time they come, and at that time.
     *
     * @param source who counted, empty where that is not known
     * @param counts what was counted
     */
    record Anonymous(String source, Counts counts) implements Contribution {}
}
