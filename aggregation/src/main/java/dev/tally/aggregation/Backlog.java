package dev.tally.aggregation;

import java.time.Instant;
import java.util.Optional;

/**
 * How many intervals wait for one sink.
 *
 * @param sink the name of the sink
 * @param intervals the intervals that were cut and are not accepted yet
 * @param oldest the beginning of the oldest of them; empty if there are none
 */
public record Backlog(String sink, int intervals, Optional<Instant> oldest) {}
