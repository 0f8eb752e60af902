package dev.tally.sink.sqlite;

import dev.tally.sink.SinkException;
import dev.tally.sink.sqlite.internal.Database;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.ActivityQuery;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import dev.tally.sink.store.internal.BucketSplit;
import dev.tally.sink.store.internal.ClockTrust;
import dev.tally.sink.store.sql.SqlQueries;
import dev.tally.sink.store.sql.Upkeep;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * An SQLite file of counts, in buckets of five minutes for each source.
 *
 * <p>A file of the system that Tally succeeds is migrated in place when it is opened; that system can go on with it. A
 * file of any other program is refused, and no byte of it is changed. Rows of five minutes are merged into quarter hours
 * and days when these are over, and removed when they are older than the retention: no count is lost. Nothing is removed
 * while the clock may be wrong: it must have been near its present time for a day.
 *
 * <p><b>Threads.</b> Any thread may call any method. One adds, at the cost of one flush to the disk for each {@link
 * #record}, and one reads at a time; readers do not wait for writers.
 *
 * <p><b>States.</b> <i>Open</i>: the database, its log and its index are the files that were opened, which is compared
 * before and after each commit. If one was removed or replaced, the store is <i>cut off</i>: that call of {@code record}
 * throws, and so does {@link #check}. The next call of {@code record} saves what was committed, opens the files anew and is
 * <i>open</i> again, or throws and leaves the store cut off. <i>Closed</i> is the end. The state changes with both locks held.
 */
public final class SqliteStore implements ActivityStore {
    /** How long five minutes are kept apart by default: thirty days. Quarter hours and days are kept without end. */
    public static final Duration RETENTION = Duration.ofDays(30);

    static final Consumer<String> SYSTEM_LOG =
            notice -> System.getLogger(SqliteStore.class.getName()).log(System.Logger.Level.WARNING, notice);
    private static final Duration BETWEEN_PRUNING = Duration.ofHours(1);
    private static final Duration BETWEEN_MERGING = Duration.ofMinutes(5);

    private final Clock clock;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private final ClockTrust clockTrust; // used with `writing` held
    private Database database; // changed with both locks held
    private final Duration retention;
    private final Consumer<String> notices;
    private Instant pruned; // used with `writing` held
    private Instant merged; // used with `writing` held
    private boolean cutOff; // used with `writing` held
    private final SqlQueries queries = new SqlQueries(this::read);
    private volatile boolean closed;

    private SqliteStore(Database database, Clock clock, Duration retention, Consumer<String> notices) {
        this.database = database;
        this.clock = clock;
        this.retention = retention;
        this.notices = notices;
        this.pruned = clock.instant();
        this.merged = pruned;
        this.clockTrust = new ClockTrust(pruned);
    }

    /**
     * Opens the file, or creates it in a directory that exists; notices go to the log of the platform.
     *
     * @param file the database
     * @return the open store
     * @throws SinkException if the file is not a database, another program's, locked, read-only or beyond rescue
     */
    public static SqliteStore open(Path file) throws SinkException {
        return open(file, Clock.systemUTC(), SYSTEM_LOG);
    }

    /**
     * Opens the file, or creates it in a directory that exists.
     *
     * <p>A damaged file is set aside under a name with the time, and everything readable of it is in the file that takes
     * its place; a notice says so.
     *
     * @param file the database
     * @param clock tells the time of receipt
     * @param notices receives one sentence for each thing that the operator should know, on the thread that found it
     * @return the open store
     * @throws SinkException if the file is not a database, another program's, locked, read-only or beyond rescue
     */
    public static SqliteStore open(Path file, Clock clock, Consumer<String> notices) throws SinkException {
        return open(file, clock, RETENTION, notices, 0);
    }

    /**
     * Opens the file as {@link #open(Path, Clock, Consumer)} does, with a retention of its own.
     *
     * @param file the database
     * @param clock tells the time of receipt
     * @param retention how long five minutes are kept apart
     * @param notices receives one sentence for each thing that the operator should know, on the thread that found it
     * @return the open store
     * @throws SinkException if the file is not a database, another program's, locked, read-only or beyond rescue
     */
    public static SqliteStore open(Path file, Clock clock, Duration retention, Consumer<String> notices)
            throws SinkException {
        return open(file, clock, retention, notices, 0);
    }

    static SqliteStore open(Path file, Clock clock, Duration retention, Consumer<String> notices, int maxPages)
            throws SinkException {
        SqliteStore store = new SqliteStore(Database.open(file, maxPages, clock, notices), clock, retention, notices);
        try {
            store.prune();
            return store;
        } catch (SinkException e) {
            store.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "database " + database.file();
    }

    /** {@return the database, as an absolute path} */
    public Path file() {
        return database.file();
    }

    @Override
    public ActivityQuery queries() {
        return queries;
    }

    @Override
    public List<Acceptance> record(List<? extends Contribution> contributions) throws SinkException {
        return write(() -> {
            List<Acceptance> outcome = database.writes().addAll(contributions, clock.instant(), retention);
            requireSameFiles(); // else the commit went to a deleted file
            pruneIfDue();
            return outcome;
        });
    }

    /**
     * Checks that the file can be read and is still the one that was opened.
     *
     * @throws SinkException if it cannot be read, was removed or was replaced; the message says which
     */
    @Override
    public void check() throws SinkException {
        read((reader, summaries, now) -> {
            database.files().requireSame();
            return reader.version();
        });
    }

    @Override
    public long remove(Instant from, Instant to, Optional<String> source) throws SinkException {
        return write(() -> database.remove(from, to, source));
    }

    @Override
    public void prune() throws SinkException {
        write(() -> {
            pruned = clock.instant();
            merged = pruned;
            database.upkeep().merge(pruned);
            removeOld(pruned);
            return true;
        });
    }

    /** Removes what is older than the retention; it says how many rows if it is more than usual. */
    private void removeOld(Instant now) throws SQLException {
        Instant oldest = now.minus(retention);
        long before = BucketSplit.bucketOf(oldest.toEpochMilli());
        if (!clockTrust.isBelieved(now, oldest, database.upkeep()::hasCounts)) {
            return;
        }
        Upkeep.Removed removed = database.upkeep().prune(before);
        database.summaries().forget();
        if (removed.rows() > 0 && !removed.isUsual()) {
            notices.accept("database " + database.file() + ": " + removed.rows()
                    + " rows of five minutes are older than " + retention.toDays()
                    + " days and were merged into quarter hours and days; no count is lost");
            database.compact();
        }
    }

    @Override
    public void close() {
        writing.lock();
        reading.lock();
        try {
            if (!closed) {
                closed = true;
                database.close();
            }
        } finally {
            reading.unlock();
            writing.unlock();
        }
    }

    private void requireSameFiles() throws SinkException {
        try {
            database.files().requireSame();
        } catch (SinkException e) {
            cutOff = true;
            throw e;
        }
    }

    private void reopen() throws SinkException {
        reading.lock();
        try {
            database = database.reopened();
            cutOff = false;
        } finally {
            reading.unlock();
        }
    }

    /** The counts are already committed, so a failure of pruning is left for the next call that prunes. */
    private void pruneIfDue() {
        try {
            if (isLongSince(pruned, BETWEEN_PRUNING)) {
                prune();
            } else if (isLongSince(merged, BETWEEN_MERGING)) {
                merged = clock.instant();
                database.upkeep().merge(merged);
            }
        } catch (SinkException e) {
            pruned = clock.instant(); // try again in an hour
        } catch (SQLException e) {
            notices.accept(database.failureOfWriting(e).getMessage() + "; merging is tried again later");
        }
    }

    /** The clock may have been set back, so it is the distance that counts. */
    private boolean isLongSince(Instant moment, Duration period) {
        return Duration.between(moment, clock.instant()).abs().compareTo(period) >= 0;
    }

    private interface Writing<T> {
        T write() throws SQLException, SinkException;
    }

    private <T> T write(Writing<T> what) throws SinkException {
        writing.lock();
        try {
            requireOpen();
            if (cutOff) { // the call that found a file gone threw
                reopen();
            }
            requireSameFiles();
            return what.write();
        } catch (SQLException e) {
            throw database.failureOfWriting(e);
        } finally {
            writing.unlock();
        }
    }

    private <T> T read(SqlQueries.Reading<T> what) throws SinkException {
        reading.lock();
        try {
            requireOpen();
            return what.read(database.reads(), database.summaries(), clock.instant());
        } catch (SQLException e) {
            throw database.failureOfReading(e);
        } finally {
            reading.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store of " + database.file() + " is closed");
        }
    }
}
