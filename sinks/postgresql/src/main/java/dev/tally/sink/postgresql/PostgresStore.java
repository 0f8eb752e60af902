package dev.tally.sink.postgresql;

import dev.tally.sink.SinkException;
import dev.tally.sink.postgresql.internal.Import;
import dev.tally.sink.postgresql.internal.Pool;
import dev.tally.sink.postgresql.internal.PostgresDialect;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.ActivityQuery;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import dev.tally.sink.store.LogEntry;
import dev.tally.sink.store.internal.BucketSplit;
import dev.tally.sink.store.internal.ClockTrust;
import dev.tally.sink.store.sql.CountReader;
import dev.tally.sink.store.sql.CountWriter;
import dev.tally.sink.store.sql.Removal;
import dev.tally.sink.store.sql.SqlQueries;
import dev.tally.sink.store.sql.SummaryCache;
import dev.tally.sink.store.sql.Upkeep;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts in PostgreSQL, or an engine that speaks its protocol.
 *
 * <p>Any number of stores, in any number of processes, may use one database: an interval that comes to two of them counts once.
 *
 * <p><b>Threads.</b> Any thread may call any method. One adds at a time, in all stores of a database together; up to seven read.
 *
 * <p><b>Cost.</b> One commit for each call of {@link #record}, whatever the number of contributions.
 *
 * <p><b>Failure.</b> When {@link #record} has returned, the server has committed, and {@code synchronous_commit} says what that
 * means. If it throws, nothing was added, or the connection broke during the commit; the same interval can be given again
 * either way. A broken connection is replaced by the next call.
 */
public final class PostgresStore implements ActivityStore {
    private static final Duration BETWEEN_UPKEEP = Duration.ofMinutes(5);

    private final Pool pool;
    private final Clock clock;
    private final Duration retention;
    private final Consumer<String> notices;
    private final SummaryCache summaries = new SummaryCache();
    private final ReentrantLock writing = new ReentrantLock();
    private final ClockTrust clockTrust; // used with `writing` held
    private Instant upkept; // used with `writing` held
    private @Nullable Writer writer; // used with `writing` held
    private final SqlQueries queries = new SqlQueries(this::read);
    private volatile boolean closed;

    /** The connection that writes, with its statements. */
    private record Writer(Connection connection, CountWriter counts, Upkeep upkeep) {}

    private PostgresStore(Pool pool, Clock clock, Duration retention, Consumer<String> notices) {
        this.pool = pool;
        this.clock = clock;
        this.retention = retention;
        this.notices = notices;
        this.upkept = clock.instant();
        this.clockTrust = new ClockTrust(upkept);
    }

    /**
     * Connects to a database, and creates or migrates its tables.
     *
     * @param url the address: {@code jdbc:postgresql://host/database}
     * @param user the user, unless the address names it
     * @param password the password, unless the server needs none
     * @param clock tells the time of receipt
     * @param retention how long five minutes are kept apart
     * @param notices receives one sentence for each thing that the operator should know
     * @return the open store
     * @throws SinkException if the database cannot be reached or used
     */
    public static PostgresStore open(
            String url,
            @Nullable String user,
            @Nullable String password,
            Clock clock,
            Duration retention,
            Consumer<String> notices)
            throws SinkException {
        PostgresStore store = new PostgresStore(Pool.open(url, user, password), clock, retention, notices);
        try {
            store.requireNoImport();
            store.prune();
            return store;
        } catch (SinkException e) {
            store.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return pool.name();
    }

    @Override
    public ActivityQuery queries() {
        return queries;
    }

    @Override
    public long position(String log) throws SinkException {
        return queries.position(log);
    }

    @Override
    public List<Acceptance> record(List<? extends Contribution> contributions) throws SinkException {
        return record((counts, now) -> counts.addAll(contributions, now, retention));
    }

    @Override
    public List<Acceptance> recordFromLogs(List<LogEntry> entries) throws SinkException {
        return record((counts, now) -> counts.addAllOfLogs(entries, now, retention));
    }

    private interface Adding {
        List<Acceptance> add(CountWriter counts, Instant now) throws SQLException;
    }

    private List<Acceptance> record(Adding what) throws SinkException {
        return write(each -> {
            Instant now = clock.instant();
            List<Acceptance> outcome = what.add(each.counts, now);
            if (Duration.between(upkept, now).abs().compareTo(BETWEEN_UPKEEP) >= 0) {
                upkeepLater(each, now);
            }
            return outcome;
        });
    }

    @Override
    public long remove(Instant from, Instant to, Optional<String> source) throws SinkException {
        return write(each -> new Removal(each.connection, PostgresDialect.INSTANCE, source).remove(from, to));
    }

    @Override
    public void prune() throws SinkException {
        write(each -> {
            upkeep(each, clock.instant());
            return true;
        });
    }

    @Override
    public void check() throws SinkException {
        read((reader, cached, now) -> reader.version());
    }

    @Override
    public void close() {
        writing.lock();
        try {
            closed = true;
            pool.close();
        } finally {
            writing.unlock();
        }
    }

    private <T> T read(SqlQueries.Reading<T> what) throws SinkException {
        requireOpen();
        try (Connection connection = pool.connection();
                CountReader reader = new CountReader(connection, PostgresDialect.INSTANCE)) {
            return what.read(reader, summaries, clock.instant());
        } catch (SQLException e) {
            throw pool.failure(e);
        }
    }

    private interface Writing<T> {
        T write(Writer writer) throws SQLException;
    }

    private <T> T write(Writing<T> what) throws SinkException {
        writing.lock();
        try {
            requireOpen();
            return what.write(writer());
        } catch (SQLException e) {
            discardWriter();
            throw pool.failure(e);
        } finally {
            writing.unlock();
        }
    }

    private Writer writer() throws SQLException {
        Writer present = writer;
        if (present == null) {
            Connection connection = pool.connection();
            present = new Writer(
                    connection,
                    new CountWriter(connection, PostgresDialect.INSTANCE),
                    new Upkeep(connection, PostgresDialect.INSTANCE));
            writer = present;
        }
        return present;
    }

    private void discardWriter() {
        if (writer != null) {
            pool.discard(writer.connection);
            writer = null;
        }
    }

    /** The counts are already committed, so a failure is left for the next call. */
    private void upkeepLater(Writer each, Instant now) {
        try {
            upkeep(each, now);
        } catch (SQLException e) {
            discardWriter();
            notices.accept(pool.failure(e).getMessage() + "; merging is tried again later");
        }
    }

    private void upkeep(Writer each, Instant now) throws SQLException {
        upkept = now;
        each.upkeep.merge(now);
        Instant oldest = now.minus(retention);
        if (clockTrust.isBelieved(now, oldest, each.upkeep::hasCounts)) {
            each.upkeep.prune(BucketSplit.bucketOf(oldest.toEpochMilli()));
            summaries.forget();
        }
    }

    private void requireNoImport() throws SinkException {
        try (Connection connection = pool.connection()) {
            if (Import.isUnfinished(connection)) {
                throw new SinkException(
                        pool.name() + ": an import into it is not finished; start the import again, and it goes on",
                        (Throwable) null);
            }
        } catch (SQLException e) {
            throw pool.failure(e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store of " + pool.name() + " is closed");
        }
    }
}
