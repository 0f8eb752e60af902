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

/**
 * An SQLite file of counts, in buckets of five minutes for each source.
 *
 * <p>A file of the system that Tally succeeds is migrated in place when it is opened; that system can go on with it.
 * What is older than {@link #RETENTION} is removed when the file is opened and every hour in which something is added; but
 * while only a clock says so that has not been at its present time for a day, all is kept. A clock that was set years
 * ahead can be set right within that day, and nothing is missing.
 *
 * <p><b>Order and time.</b> An interval is shared among the buckets that it touches, in proportion to time; no count is
 * lost or made by it. Times that cannot be meant do not lose counts either: the future is taken as now, an interval whose
 * end is older than the retention lands in the bucket of now, one whose beginning alone is, in the bucket of its end.
 *
 * <p><b>Threads.</b> Any. One adds and one reads at a time; readers do not wait for writers.
 *
 * <p><b>Cost.</b> One flush to the disk for each call of {@link #record}, however many contributions it has. An interval
 * of thirty days touches 8,641 rows.
 *
 * <p><b>Failure.</b> What {@link #record} returned for is on the disk and survives a crash and a power cut; if it throws,
 * nothing of the call was added. Sums stop at 2<sup>63</sup> − 1. An interval that comes again more than the retention
 * after it was accepted counts again.
 */
public final class ActivityStore implements AutoCloseable {
    /** How long counts are kept: thirty days. */
    public static final Duration RETENTION = Duration.ofDays(30);

    private static final Duration BETWEEN_PRUNING = Duration.ofHours(1);

    private final Database database;
    private final Clock clock;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private final ClockTrust era; // used with `writing` held
    private Instant pruned; // written with `writing` held
    private volatile boolean closed;

    private ActivityStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.pruned = clock.instant();
        this.era = new ClockTrust(database.writes(), pruned);
    }

    /**
     * Opens the file, or creates it in a directory that exists.
     *
     * @throws SinkException if it is not a database, another program's, locked, read-only or damaged
     */
    public static ActivityStore open(Path file) throws SinkException {
        return open(file, Clock.systemUTC());
    }

    /** The same, with another idea of what time it is. */
    public static ActivityStore open(Path file, Clock clock) throws SinkException {
        return open(file, clock, 0);
    }

    static ActivityStore open(Path file, Clock clock, int maxPages) throws SinkException {
        ActivityStore store = new ActivityStore(Database.open(file, maxPages), clock);
        try {
            store.prune();
            return store;
        } catch (SinkException e) {
            store.close();
            throw e;
        }
    }

    /** The file, as an absolute path. */
    public Path file() {
        return database.file();
    }

    /**
     * Adds all of these, or none of them if it throws. Intervals that were accepted before are passed over.
     *
     * @throws SinkException if nothing was added
     */
    public void record(List<? extends Contribution> contributions) throws SinkException {
        writing.lock();
        try {
            requireOpen();
            database.requireSameFile();
            add(contributions, clock.instant());
            pruneIfDue();
        } finally {
            writing.unlock();
        }
    }

    /** The buckets of the last days, of all sources together, in the order of time. */
    public List<Bucket> summary(Duration last) throws SinkException {
        return read(last, true);
    }

    /** The buckets of the last days, of each source on its own, in the order of time and then of the name. */
    public List<Bucket> summaryBySource(Duration last) throws SinkException {
        return read(last, false);
    }

    /**
     * Reads, to see whether that works.
     *
     * @throws SinkException if it does not, or if the file is no longer there
     */
    public void check() throws SinkException {
        reading.lock();
        try {
            requireOpen();
            database.requireSameFile();
            database.reads().touch();
        } catch (SQLException e) {
            throw database.failure(e);
        } finally {
            reading.unlock();
        }
    }

    /** Removes what is older than the retention, unless the clock is not to be believed yet. */
    public void prune() throws SinkException {
        writing.lock();
        try {
            requireOpen();
            Instant now = clock.instant();
            Instant oldest = now.minus(RETENTION);
            if (era.isBelieved(now, oldest)) {
                database.writes().prune(BucketSplit.bucketOf(oldest.toEpochMilli()));
            }
            pruned = now;
        } catch (SQLException e) {
            throw database.failure(e);
        } finally {
            writing.unlock();
        }
    }

    /** Waits for who is at it, then closes the file. */
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

    private void add(List<? extends Contribution> contributions, Instant now) throws SinkException {
        try {
            database.writes().addAll(contributions, now, RETENTION);
        } catch (SQLException e) {
            throw database.failure(e);
        }
    }

    /** What was added is added: that pruning fails is told by the next that does. */
    private void pruneIfDue() {
        if (Duration.between(pruned, clock.instant()).abs().compareTo(BETWEEN_PRUNING) < 0) { // it may be set back
            return;
        }
        try {
            prune();
        } catch (SinkException e) {
            pruned = clock.instant(); // and try again in an hour
        }
    }

    private List<Bucket> read(Duration last, boolean together) throws SinkException {
        reading.lock();
        try {
            requireOpen();
            return database.reads().since(clock.instant().minus(last).toEpochMilli(), together);
        } catch (SQLException e) {
            throw database.failure(e);
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
