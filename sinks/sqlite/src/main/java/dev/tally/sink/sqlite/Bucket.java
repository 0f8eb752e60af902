package dev.tally.sink.sqlite;

import dev.tally.sink.Counts;
import java.time.Duration;
import java.time.Instant;

/**
 * The counts of five minutes.
 *
 * @param start the start of the five minutes: a multiple of {@link #LENGTH} since 1970
 * @param source the name of the machine that counted; empty for all together, and where it is not known
 * @param counts the counts
 */
public record Bucket(Instant start, String source, Counts counts) {
    /** The length of every bucket. */
    public static final Duration LENGTH = Duration.ofMinutes(5);
}
