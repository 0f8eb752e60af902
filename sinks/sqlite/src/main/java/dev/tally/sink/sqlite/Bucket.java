package dev.tally.sink.sqlite;

import dev.tally.sink.Counts;
import java.time.Duration;
import java.time.Instant;

/**
 * What was counted in five minutes.
 *
 * @param start when they began: a multiple of {@link #LENGTH} since 1970
 * @param source who counted; empty for all together, and where it is not known
 * @param counts what was counted
 */
public record Bucket(Instant start, String source, Counts counts) {
    /** The length of every bucket. */
    public static final Duration LENGTH = Duration.ofMinutes(5);
}
