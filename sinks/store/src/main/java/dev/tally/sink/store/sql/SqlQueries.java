package dev.tally.sink.store.sql;

import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.store.ActivityQuery;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import dev.tally.sink.store.SourceActivity;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The queries of a store in a database, which are the same for all of them.
 *
 * <p><b>Threads.</b> As those of the connections that it is given.
 */
public final class SqlQueries implements ActivityQuery {
    private final Connections connections;

    /** Creates queries that read through these connections. */
    public SqlQueries(Connections connections) {
        this.connections = connections;
    }

    /** Lends a connection that reads. */
    public interface Connections {
        /**
         * Reads, and explains a failure.
         *
         * @throws SinkException if the database cannot be read
         */
        <T> T read(Reading<T> what) throws SinkException;
    }

    /**
     * What is read through one connection.
     *
     * @param <T> the result
     */
    public interface Reading<T> {
        /** Reads at this time, with the totals that are in memory. */
        T read(CountReader reader, SummaryCache summaries, Instant now) throws SQLException, SinkException;
    }

    @Override
    public List<Bucket> summary(Duration last) throws SinkException {
        return connections.read((reader, summaries, now) -> last.compareTo(SummaryCache.LONGEST) > 0
                ? reader.buckets(summaryOf(last, now), now)
                : summaries.since(now.minus(last), now, reader));
    }

    @Override
    public List<Bucket> summaryBySource(Duration last) throws SinkException {
        return connections.read(
                (reader, summaries, now) -> reader.buckets(summaryOf(last, now).apart(), now));
    }

    @Override
    public List<Bucket> buckets(BucketQuery query) throws SinkException {
        return connections.read((reader, summaries, now) -> reader.buckets(query, now));
    }

    @Override
    public Optional<List<Bucket>> buckets(BucketQuery query, int most) throws SinkException {
        return connections.read((reader, summaries, now) -> reader.buckets(query, most, now));
    }

    @Override
    public Instant keptFrom() throws SinkException {
        return connections.read((reader, summaries, now) -> reader.keptFrom());
    }

    @Override
    public Counts total(Instant from, Instant to, Optional<String> source) throws SinkException {
        return connections.read((reader, summaries, now) -> reader.total(from, to, source, now));
    }

    @Override
    public List<SourceActivity> sources() throws SinkException {
        return connections.read((reader, summaries, now) -> reader.sources(now));
    }

    /** Returns the number of the first entry of a log that is not in the database, 0 if none is. */
    public long position(String log) throws SinkException {
        return connections.read((reader, summaries, now) -> reader.position(log));
    }

    private static BucketQuery summaryOf(Duration last, Instant now) {
        return BucketQuery.of(now.minus(last), now, BucketSize.FIVE_MINUTES);
    }
}
