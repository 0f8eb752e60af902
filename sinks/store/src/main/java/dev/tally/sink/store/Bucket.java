package dev.tally.sink.store;

import dev.tally.sink.Counts;
import java.time.Duration;
import java.time.Instant;

/**
 * The counts of one bucket of time: of five minutes, an hour or a day.
 *
 * @param start the start of the bucket
 * @param source the name of the machine that counted; empty for all together, and where it is not known
 * @param counts the counts
 */
public record Bucket(Instant start, String source, Counts counts) {
    /** The length of the smallest bucket; it starts at a multiple of this since 1970. */
    public static final Duration LENGTH = Duration.ofMinutes(5);
}
