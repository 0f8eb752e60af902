package dev.tally.sink.store;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;

/**
 * Which buckets to read.
 *
 * <pre>{@code
 * BucketQuery.of(from, to, BucketSize.DAY).in(ZoneId.of("Europe/Berlin")).only("desk")
 * }</pre>
 *
 * @param from the start; it is rounded down to a start of five minutes
 * @param to the end, exclusive; it is rounded up to a start of five minutes
 * @param size the size of the buckets; the first and the last one hold only what lies in the range
 * @param zone the zone whose hours and days are meant
 * @param source the only source that counts; empty for all sources
 * @param bySource whether each source has buckets of its own; otherwise all share a bucket, whose source is empty
 */
public record BucketQuery(
        Instant from, Instant to, BucketSize size, ZoneId zone, Optional<String> source, boolean bySource) {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the end is before the start
     */
    public BucketQuery {
        Objects.requireNonNull(size);
        Objects.requireNonNull(zone);
        Objects.requireNonNull(source);
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("the range ends at " + to + ", before its start at " + from);
        }
    }

    /**
     * Asks for the buckets of all sources together, in UTC.
     *
     * @param from the start; it is rounded down to a start of five minutes
     * @param to the end, exclusive; it is rounded up to a start of five minutes
     * @param size the size of the buckets
     * @return the query
     * @throws IllegalArgumentException if the end is before the start
     */
    public static BucketQuery of(Instant from, Instant to, BucketSize size) {
        return new BucketQuery(from, to, size, ZoneOffset.UTC, Optional.empty(), false);
    }

    /**
     * Takes the hours and days of a zone.
     *
     * @param other the zone
     * @return the query with this zone
     */
    public BucketQuery in(ZoneId other) {
        return new BucketQuery(from, to, size, other, source, bySource);
    }

    /**
     * Leaves out all sources but one.
     *
     * @param name the name of the source
     * @return the query for this source
     */
    public BucketQuery only(String name) {
        return new BucketQuery(from, to, size, zone, Optional.of(name), bySource);
    }

    /**
     * Gives each source buckets of its own.
     *
     * @return the query for the sources apart
     */
    public BucketQuery apart() {
        return new BucketQuery(from, to, size, zone, source, true);
    }
}
