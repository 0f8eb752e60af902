package dev.tally.sink.store;

import java.time.Instant;

/**
 * A source of counts, and when it was active.
 *
 * @param name the name of the machine that counted; empty where it is not known
 * @param first the start of the first bucket that has counts of it
 * @param last the start of the last bucket that has counts of it; where only quarter hours are kept, of the last five minutes of one
 */
public record SourceActivity(String name, Instant first, Instant last) {}
