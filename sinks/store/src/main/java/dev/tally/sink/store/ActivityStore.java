package dev.tally.sink.store;

import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A place that keeps counts, in buckets of five minutes for each source.
 *
 * <p><b>Order and time.</b> The counts of an interval are divided among the buckets that it touches, in proportion to time;
 * the parts add up to the whole. Times that cannot be true do not lose counts either: an interval that ends later than a minute from
 * now, or before the retention, is added to the bucket of now ({@link Acceptance#ADDED_AT_RECEIPT}); one that only begins
 * before the retention, to the bucket of its end.
 *
 * <p><b>Threads.</b> Any thread may call any method.
 *
 * <p><b>Failure.</b> When {@link #record} has returned, the counts are durable: they survive a crash and a power cut. If it throws,
 * nothing of the call was added. Sums stop at 2<sup>63</sup> − 1. An interval that comes again counts again only
 * if nothing of its run came for longer than the retention. A closed store throws {@link IllegalStateException}.
 */
public interface ActivityStore extends ActivityQuery, AutoCloseable {

    /**
     * Returns where the counts are, for messages.
     *
     * @return a file or an address, without any secret
     */
    String name();

    /**
     * Returns the queries of this store, by which its own are answered, for programs that only read.
     *
     * @return the queries, which see what the store sees
     */
    ActivityQuery queries();

    @Override
    default List<Bucket> summary(Duration last) throws SinkException {
        return queries().summary(last);
    }

    @Override
    default List<Bucket> summaryBySource(Duration last) throws SinkException {
        return queries().summaryBySource(last);
    }

    @Override
    default List<Bucket> buckets(BucketQuery query) throws SinkException {
        return queries().buckets(query);
    }

    @Override
    default Optional<List<Bucket>> buckets(BucketQuery query, int most) throws SinkException {
        return queries().buckets(query, most);
    }

    @Override
    default Instant keptFrom() throws SinkException {
        return queries().keptFrom();
    }

    @Override
    default Counts total(Instant from, Instant to, Optional<String> source) throws SinkException {
        return queries().total(from, to, source);
    }

    @Override
    default List<SourceActivity> sources() throws SinkException {
        return queries().sources();
    }

    /**
     * Adds all contributions, or none of them if it throws.
     *
     * @param contributions what to add; none, to see whether adding works
     * @return what became of each, in the order of the contributions
     * @throws SinkException if nothing was added
     */
    List<Acceptance> record(List<? extends Contribution> contributions) throws SinkException;

    /**
     * Adds entries of logs, or none of them if it throws. An entry counts once, however often it is read, and by however many
     * readers: how far a log was read is stored together with the counts.
     *
     * @param entries what to add; those of one log in the order of their numbers
     * @return what became of each, in the order of the entries; an entry that was read before is {@link Acceptance#REPEATED}
     * @throws SinkException if nothing was added
     */
    List<Acceptance> recordFromLogs(List<LogEntry> entries) throws SinkException;

    /**
     * Returns how far a log was read.
     *
     * @param log the name of the log
     * @return the number of the first entry that may not have been added; 0 if none was
     * @throws SinkException if the store cannot be read
     */
    long position(String log) throws SinkException;

    /**
     * Checks that the counts can be read.
     *
     * @throws SinkException if they cannot; the message says why
     */
    void check() throws SinkException;

    /**
     * Removes the counts of a range for good. An interval that was accepted before is not added when it comes again.
     *
     * @param from the start, rounded down to five minutes; to a quarter of an hour where the five minutes are no longer kept
     * @param to the end, exclusive, rounded up in the same way
     * @param source the only source whose counts are removed; empty for all
     * @return how many rows were removed
     * @throws SinkException if the store cannot be written; a part of the range may be removed then
     */
    long remove(Instant from, Instant to, Optional<String> source) throws SinkException;

    /**
     * Does what is due as time passes: removes what is older than the retention, unless the clock is not to be believed yet.
     *
     * @throws SinkException if the store cannot be written
     */
    void prune() throws SinkException;

    /** Waits for calls that are under way, then closes the store. */
    @Override
    void close();
}
