package dev.tally.sink.store;

import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads the counts of a store.
 *
 * <p>Every method sees all counts whose adding has been acknowledged before the call.
 *
 * <p><b>Threads.</b> Any thread may call any method; each may block for the disk or the network.
 */
public interface ActivityQuery {

    /**
     * Returns the buckets of all sources together, in the order of time.
     *
     * @param last how far back they go
     * @return one bucket for each five minutes in which something came, none of them later than now
     * @throws SinkException if the store cannot be read
     */
    List<Bucket> summary(Duration last) throws SinkException;

    /**
     * Returns the buckets of each source on its own, in the order of time and then of the name.
     *
     * @param last how far back they go
     * @return one bucket for each source and five minutes in which something came, none of them later than now
     * @throws SinkException if the store cannot be read
     */
    List<Bucket> summaryBySource(Duration last) throws SinkException;

    /**
     * Returns the buckets of a range, in the order of time and then of the name.
     *
     * <p>The sum over a range is the same for every size of bucket.
     *
     * @param query the range, the size of the buckets, the zone and the sources
     * @return one bucket for each time (and source, if they are asked for apart) in which something came
     * @throws SinkException if the store cannot be read
     */
    List<Bucket> buckets(BucketQuery query) throws SinkException;

    /**
     * Returns the buckets of a range as {@link #buckets(BucketQuery)} does, unless there are too many of them. Then reading ends where
     * that is found, and takes no more memory than the buckets that may be.
     *
     * @param query the range, the size of the buckets, the zone and the sources
     * @param most how many buckets there may be
     * @return the buckets; empty if there are more
     * @throws SinkException if the store cannot be read
     */
    Optional<List<Bucket>> buckets(BucketQuery query, int most) throws SinkException;

    /**
     * Returns since when five minutes are kept: before that, {@link BucketSize#FIVE_MINUTES} has one bucket for each quarter hour.
     *
     * @return the start of a quarter hour; the beginning of 1970 if all five minutes are kept
     * @throws SinkException if the store cannot be read
     */
    Instant keptFrom() throws SinkException;

    /**
     * Returns the sum of all counts of a range.
     *
     * @param from the start; it is rounded down to a start of five minutes
     * @param to the end, exclusive; it is rounded up to a start of five minutes
     * @param source the only source that counts; empty for all sources together
     * @return the sum; each count stops at 2<sup>63</sup> − 1
     * @throws SinkException if the store cannot be read
     */
    Counts total(Instant from, Instant to, Optional<String> source) throws SinkException;

    /**
     * Returns every source that has counts.
     *
     * @return the sources, in the order of their names; the name of counts whose source is not known is empty
     * @throws SinkException if the store cannot be read
     */
    List<SourceActivity> sources() throws SinkException;
}
