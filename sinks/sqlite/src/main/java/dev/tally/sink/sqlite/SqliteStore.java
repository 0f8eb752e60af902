package dev.tally.sink.sqlite;

import dev.tally.sink.SinkException;
import dev.tally.sink.sqlite.internal.Database;
import dev.tally.sink.sqlite.internal.RegularUpkeep;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.ActivityQuery;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import dev.tally.sink.store.LogEntry;
import dev.tally.sink.store.StoreFullException;
import dev.tally.sink.store.sql.CountWriter;
import dev.tally.sink.store.sql.SqlQueries;
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

    private final Clock clock;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private Database database; // changed with both locks held
    private final Duration retention;
    private final RegularUpkeep upkeep; // used with `writing` held
    private boolean cutOff; // used with `writing` held
    private final SqlQueries queries = new SqlQueries(this::read);
    private volatile boolean closed;

    private SqliteStore(Database database, Clock clock, Duration retention, Consumer<String> notices) {
        this.database = database;
        this.clock = clock;
        this.retention = retention;
        this.upkeep = new RegularUpkeep(clock, retention, notices);
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
        return open(file, clock, RETENTION, 0, notices);
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
        return open(file, clock, retention, 0, notices);
    }

    /**
     * Opens the file as {@link #open(Path, Clock, Duration, Consumer)} does, with a limit of its size.
     *
     * <p>When the file has reached it, {@link #record} throws {@link StoreFullException} until there is space in the file again,
     * because old rows or counts were removed. The write-ahead log beside the file takes some megabytes more.
     *
     * @param file the database
     * @param clock tells the time of receipt
     * @param retention how long five minutes are kept apart
     * @param maxBytes the size that the file may have; 0 for no limit
     * @param notices receives one sentence for each thing that the operator should know, on the thread that found it
     * @return the open store
     * @throws SinkException if the file is not a database, another program's, locked, read-only or beyond rescue
     */
    public static SqliteStore open(Path file, Clock clock, Duration retention, long maxBytes, Consumer<String> notices)
            throws SinkException {
        SqliteStore store = new SqliteStore(Database.open(file, maxBytes, clock, notices), clock, retention, notices);
        try {
            store.prune();
            return store;
        } catch (StoreFullException e) { // it can be read, and space may come
            notices.accept(String.valueOf(e.getMessage()));
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
    public long position(String log) throws SinkException {
        return queries.position(log);
    }

    @Override
    public List<Acceptance> record(List<? extends Contribution> contributions) throws SinkException {
        return record((writes, now) -> writes.addAll(contributions, now, retention));
    }

    @Override
    public List<Acceptance> recordFromLogs(List<LogEntry> entries) throws SinkException {
        return record((writes, now) -> writes.addAllOfLogs(entries, now, retention));
    }

    private interface Adding {
        List<Acceptance> add(CountWriter writes, Instant now) throws SQLException;
    }

    private List<Acceptance> record(Adding what) throws SinkException {
        return write(() -> {
            List<Acceptance> outcome = addOrMakeRoom(what);
            requireSameFiles(); // else the commit went to a deleted file
            upkeep.runIfDue(database);
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
            database.requireSameFiles();
            return reader.version();
        });
    }

    /** If the file is full, old rows are removed when that is due; the next call finds the space. */
    private List<Acceptance> addOrMakeRoom(Adding what) throws SQLException {
        try {
            return what.add(database.writes(), clock.instant());
        } catch (SQLException e) {
            if (Database.isFull(e)) {
                upkeep.runIfDue(database);
            }
            throw e;
        }
    }

    @Override
    public long remove(Instant from, Instant to, Optional<String> source) throws SinkException {
        return write(() -> database.remove(from, to, source));
    }

    @Override
    public void prune() throws SinkException {
        write(() -> {
            upkeep.run(database);
            return true;
        });
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
            database.requireSameFiles();
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
