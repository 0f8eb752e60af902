package dev.tally.sink.store;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.time.Instant;
import java.util.Optional;

/** Counts to be added to a store. */
public sealed interface Contribution {

    /** {@return the name of the machine that counted, empty if it is not known} */
    String source();

    /**
     * The counts of an interval, which are added once however often the interval comes, at the time of the interval.
     *
     * @param source the name of the machine that counted
     * @param interval the counts, their time and their identity
     * @param sent what the clock of that machine said when it sent them; empty if it is the clock of the store
     */
    record Identified(String source, ActivityInterval interval, Optional<Instant> sent) implements Contribution {

        /**
         * Creates a contribution whose times are of the clock of the store.
         *
         * @param source the name of the machine that counted
         * @param interval the counts, their time and their identity
         */
        public Identified(String source, ActivityInterval interval) {
            this(source, interval, Optional.empty());
        }
    }

    /**
     * Counts without an identity, which are added each time they come, at the time of their receipt.
     *
     * @param source the name of the machine that counted, empty if it is not known
     * @param counts the counts
     */
    record Anonymous(String source, Counts counts) implements Contribution {}
}
