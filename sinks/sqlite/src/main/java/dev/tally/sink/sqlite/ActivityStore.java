package dev.tally.sink.sqlite;

import dev.tally.sink.SinkException;
import dev.tally.sink.sqlite.internal.BucketSplit;
import dev.tally.sink.sqlite.internal.ClockTrust;
import dev.tally.sink.sqlite.internal.Database;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * An SQLite file of counts, in buckets of five minutes for each source.
 *
 * <p>A file of the system that Tally succeeds is migrated in place when it is opened; that system can go on with it. A
 * file of any other program is refused, and no byte of it is changed. Counts older than {@link #RETENTION} are removed when
 * the file is opened and every hour in which something is added; but nothing is removed
 * while the clock may be wrong: it must have been near its present time for a day. If a clock was set years ahead and is
 * corrected within that day, no count is lost.
 *
 * <p><b>Order and time.</b> The counts of an interval are divided among the buckets that it touches, in proportion to time;
 * the parts add up to the whole. Times that cannot be true do not lose counts either: an interval that ends later than a minute from
 * now, or before the retention, is added to the bucket of now ({@link Acceptance#ADDED_AT_RECEIPT}); one that only begins
 * before the retention, to the bucket of its end.
 *
 * <p><b>Threads.</b> Any thread may call any method. One adds and one reads at a time; readers do not wait for writers.
 *
 * <p><b>Cost.</b> One flush to the disk for each call of {@link #record}, whatever the number of contributions. An interval
 * of thirty days touches 8,641 rows.
 *
 * <p><b>Failure.</b> When {@link #record} has returned, the counts are on the disk and survive a crash and a power cut; if
 * it throws, nothing of the call was added. Sums stop at 2<sup>63</sup> − 1. An interval that comes again counts again only
 * if nothing of its run came for longer than the retention.
 *
 * <p><b>States.</b> <i>Open</i>: the database, its log and its index are the files that were opened, which is compared
 * before and after each commit. If one was removed or replaced, the store is <i>cut off</i>: that call of {@code record}
 * throws, and so does {@link #check}. The next call of {@code record} saves what was committed, opens the files anew and is
 * <i>open</i> again, or throws and leaves the store cut off. <i>Closed</i> is the end. The state changes with both locks held.
 */
public final class ActivityStore implements AutoCloseable {
    /** How long counts are kept: thirty days. */
    public static final Duration RETENTION = Duration.ofDays(30);

    static final Consumer<String> SYSTEM_LOG =
            notice -> System.getLogger(ActivityStore.class.getName()).log(System.Logger.Level.WARNING, notice);

    private static final Duration BETWEEN_PRUNING = Duration.ofHours(1);

    private final Clock clock;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private final ClockTrust clockTrust; // used with `writing` held
    private Database database; // changed with both locks held
    private Instant pruned; // used with `writing` held
    private boolean cutOff; // used with `writing` held
    private volatile boolean closed;

    private ActivityStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.pruned = clock.instant();
        this.clockTrust = new ClockTrust(pruned);
    }

    /**
     * Opens the file, or creates it in a directory that exists; notices go to the log of the platform.
     *
     * @param file the database
     * @return the open store
     * @throws SinkException if the file is not a database, another program's, locked, read-only or beyond rescue
     */
    public static ActivityStore open(Path file) throws SinkException {
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
    public static ActivityStore open(Path file, Clock clock, Consumer<String> notices) throws SinkException {
        return open(file, clock, notices, 0);
    }

    static ActivityStore open(Path file, Clock clock, Consumer<String> notices, int maxPages) throws SinkException {
        ActivityStore store = new ActivityStore(Database.open(file, maxPages, clock, notices), clock);
        try {
            store.prune();
            return store;
        } catch (SinkException e) {
            store.close();
            throw e;
        }
    }

    /** {@return the database, as an absolute path} */
    public Path file() {
        return database.file();
    }

    /**
     * Adds all contributions, or none of them if it throws.
     *
     * @param contributions what to add; none, to see whether adding works
     * @return what became of each, in the order of the contributions
     * @throws SinkException if nothing was added
     */
    public List<Acceptance> record(List<? extends Contribution> contributions) throws SinkException {
        writing.lock();
        try {
            requireOpen();
            reopenIfCutOff();
            requireSameFiles();
            List<Acceptance> outcome = database.writes().addAll(contributions, clock.instant(), RETENTION);
            requireSameFiles(); // else the commit went to a deleted file
            pruneIfDue();
            return outcome;
        } catch (SQLException e) {
            throw database.failureOfWriting(e);
        } finally {
            writing.unlock();
        }
    }

    /**
     * Returns the buckets of all sources together, in the order of time.
     *
     * @param last how far back they go
     * @return one bucket for each five minutes in which something came, none of them later than now
     * @throws SinkException if the file cannot be read
     */
    public List<Bucket> summary(Duration last) throws SinkException {
        return read(last, true);
    }

    /**
     * Returns the buckets of each source on its own, in the order of time and then of the name.
     *
     * @param last how far back they go
     * @return one bucket for each source and five minutes in which something came, none of them later than now
     * @throws SinkException if the file cannot be read
     */
    public List<Bucket> summaryBySource(Duration last) throws SinkException {
        return read(last, false);
    }

    /**
     * Checks that the file can be read and is still the one that was opened.
     *
     * @throws SinkException if it cannot be read, was removed or was replaced; the message says which
     */
    public void check() throws SinkException {
        reading.lock();
        try {
            requireOpen();
            database.files().requireSame();
            database.reads().touch();
        } catch (SQLException e) {
            throw database.failureOfReading(e);
        } finally {
            reading.unlock();
        }
    }

    /**
     * Removes counts older than the retention, unless the clock is not to be believed yet.
     *
     * @throws SinkException if the file cannot be written
     */
    public void prune() throws SinkException {
        writing.lock();
        try {
            requireOpen();
            reopenIfCutOff();
            requireSameFiles();
            Instant now = clock.instant();
            Instant oldest = now.minus(RETENTION);
            if (clockTrust.isBelieved(now, oldest, database.writes())) {
                database.writes().prune(BucketSplit.bucketOf(oldest.toEpochMilli()));
            }
            pruned = now;
        } catch (SQLException e) {
            throw database.failureOfWriting(e);
        } finally {
            writing.unlock();
        }
    }

    /** Waits for calls that are under way, then closes the file. */
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

    /** The call that finds a file gone throws; the next one opens the files anew. */
    private void reopenIfCutOff() throws SinkException {
        if (cutOff) {
            reopen();
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
        if (Duration.between(pruned, clock.instant()).abs().compareTo(BETWEEN_PRUNING)
                < 0) { // the clock may be set back
            return;
        }
        try {
            prune();
        } catch (SinkException e) {
            pruned = clock.instant(); // try again in an hour
        }
    }

    private List<Bucket> read(Duration last, boolean together) throws SinkException {
        reading.lock();
        try {
            requireOpen();
            Instant now = clock.instant();
            return database.reads().between(now.minus(last).toEpochMilli(), now.toEpochMilli(), together);
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
