package dev.tally.sink;

import java.time.Instant;
import java.util.UUID;

/**
 * The counts between two moments: the unit of delivery.
 *
 * <p>{@code run}, {@code first} and {@code last} identify it. Intervals of a run are numbered from 1 without holes;
 * adjacent ones that were never attempted may be merged into one that spans their numbers. No number is ever delivered in
 * two different intervals, so a receiver that remembers {@code (run, first)} can recognise a repetition.
 *
 * @param run the run of the program that counted
 * @param first the number of the first interval in this one, from 1
 * @param last the number of the last one, at least {@code first}
 * @param start the wall clock when it began
 * @param end the wall clock when it was cut, not before {@code start}
 * @param counts what was counted in it
 */
public record ActivityInterval(UUID run, long first, long last, Instant start, Instant end, Counts counts) {

    /**
     * Checks the interval.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public ActivityInterval {
        if (first < 1) {
            throw new IllegalArgumentException("first is " + first + "; intervals are numbered from 1");
        }
        if (last < first) {
            throw new IllegalArgumentException("last is " + last + ", before first, which is " + first);
        }
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("end is " + end + ", before start, which is " + start);
        }
    }

    /** {@return the identity as text: {@code RUN/FIRST-LAST}} */
    public String id() {
        return run + "/" + first + "-" + last;
    }

    /**
     * Returns whether another interval follows this one directly.
     *
     * @param other the interval that may be the next
     * @return whether it is of the same run and begins with the next number
     */
    public boolean isFollowedBy(ActivityInterval other) {
        return run.equals(other.run) && other.first == last + 1;
    }

    /**
     * Merges this interval with the next one.
     *
     * @param next the interval that follows directly
     * @return one interval with the numbers, the time and the counts of both
     * @throws IllegalArgumentException if it does not follow directly
     */
    public ActivityInterval merge(ActivityInterval next) {
        if (!isFollowedBy(next)) {
            throw new IllegalArgumentException(next.id() + " does not follow " + id());
        }
        Instant end = next.end.isBefore(this.end) ? this.end : next.end; // the wall clock may have been set back
        return new ActivityInterval(run, first, next.last, start, end, counts.plus(next.counts));
    }
}
