package dev.tally.sink.sqlite.internal;

import dev.tally.sink.SinkException;
import dev.tally.sink.store.StoreFullException;
import dev.tally.sink.store.sql.CountReader;
import dev.tally.sink.store.sql.CountWriter;
import dev.tally.sink.store.sql.Removal;
import dev.tally.sink.store.sql.SummaryCache;
import dev.tally.sink.store.sql.Upkeep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * An SQLite file with one connection that writes and one that reads.
 *
 * <p>It uses a write-ahead log, so that neither waits for the other, and {@code synchronous=FULL}, so that what was committed survives a
 * power cut.
 *
 * <p><b>Threads.</b> Each connection is used by one thread at a time; the locks of the store ensure that.
 */
public final class Database implements AutoCloseable {
    private static final long LEAST_PAGES_TO_FREE = 256; // a megabyte

    /**
     * The files that this process has open. They are not examined by {@link Ownership} a second time: closing any handle
     * of a file drops all locks that the process has on it, also those of SQLite.
     */
    private static final Set<Object> OPEN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final SizeLimit maxSize;
    private final Clock clock;
    private final Consumer<String> notices;
    private final Connection writing;
    private final Connection reading;
    private final SummaryCache summaries = new SummaryCache();
    private CountWriter writes;
    private Upkeep upkeep;
    private CountReader reads;
    private final WatchedFiles files;
    private @Nullable String whyClosed; // null while it is open
    private boolean isSecured;

    private Database(Path file, SizeLimit maxSize, Clock clock, Consumer<String> notices, Connection writing)
            throws SQLException, SinkException {
        this.file = file;
        this.maxSize = maxSize;
        this.clock = clock;
        this.notices = notices;
        this.writing = writing;
        this.writes = new CountWriter(writing, SqliteDialect.INSTANCE);
        this.upkeep = new Upkeep(writing, SqliteDialect.INSTANCE);
        this.reading = Connections.toRead(file);
        try {
            this.reads = new CountReader(reading, SqliteDialect.INSTANCE);
            reads.version(); // now the log and its index exist
            this.files = WatchedFiles.of(file);
        } catch (SQLException | SinkException e) {
            Connections.closeQuietly(reading, e);
            throw e;
        }
        OPEN.add(files.databaseKey());
    }

    /**
     * Opens the file, creates it if it does not exist, migrates it if it is the older program's, and replaces it by its
     * readable part if it is damaged.
     *
     * @param maxBytes the size that the file may grow to; 0 for no limit
     * @param clock tells the time for the names of files that are set aside
     * @param notices receives what the operator should know
     */
    public static Database open(Path given, long maxBytes, Clock clock, Consumer<String> notices) throws SinkException {
        SizeLimit maxSize = new SizeLimit(maxBytes);
        Path file = given.toAbsolutePath().normalize();
        requirePlace(file);
        requireOurs(file);
        if (!isOpenHere(file)) {
            Recovery.setAsideLogWithoutDatabase(file, clock.instant(), notices);
            Replacement.finish(file, clock.instant(), notices);
        }
        try {
            SetAside.createPrivate(file);
        } catch (IOException e) {
            throw new SinkException(
                    "database " + file + ": cannot be created (" + e
                            + "); check that this user may write to its directory",
                    e);
        }
        try {
            return connect(file, maxSize, clock, notices);
        } catch (SQLException e) {
            if (!SqliteFailure.isDamage(e)) {
                throw SqliteFailure.of(file, e);
            }
            return rescued(file, maxSize, clock, notices, e);
        }
    }

    /**
     * Checks that the file is no other program's.
     *
     * @throws SinkException if it is, or cannot be read
     */
    static void requireOurs(Path file) throws SinkException {
        if (!isOpenHere(file)) {
            Ownership.require(file);
        }
    }

    private static boolean isOpenHere(Path file) {
        return OPEN.contains(WatchedFiles.key(file));
    }

    /**
     * Saves what was committed to files that were removed or replaced, closes them and opens the file anew.
     *
     * @throws SinkException if that is not possible; if it was saved by then, the next call only opens the file
     */
    public Database reopened() throws SinkException {
        if (!isSecured) { // what is opened then must have no log of ours beside it
            if (whyClosed != null) {
                throw notOpen(null);
            }
            secure();
            isSecured = true;
        }
        try {
            return open(file, maxSize.bytes(), clock, notices);
        } catch (SinkException e) {
            whyClosed = e.getMessage();
            throw e;
        }
    }

    private void secure() throws SinkException {
        try {
            upkeep.close();
            writes.close(); // a copy cannot be made while a statement is open, and none is used again
        } catch (SQLException e) {
            throw failure(e);
        }
        Recovery.secure(this, writing, clock.instant(), notices);
    }

    /** Returns the file, as an absolute path. */
    public Path file() {
        return file;
    }

    WatchedFiles files() {
        return files;
    }

    /**
     * Checks that it is open, and that the files of these names are still those that were opened.
     *
     * @throws SinkException naming the file
     */
    public void requireSameFiles() throws SinkException {
        if (whyClosed != null) {
            throw notOpen(null);
        }
        files.requireSame();
    }

    private SinkException notOpen(@Nullable SQLException failure) {
        return new SinkException("database " + file + ": is not open: " + whyClosed, failure);
    }

    /** Returns the statements that add counts. */
    public CountWriter writes() {
        return writes;
    }

    /** Returns the statements that merge and remove counts, on the connection that writes. */
    public Upkeep upkeep() {
        return upkeep;
    }

    /** Returns the totals in memory. */
    public SummaryCache summaries() {
        return summaries;
    }

    /** Returns the statements that read counts. */
    public CountReader reads() {
        return reads;
    }

    /** Writes the file anew without its empty pages if these are more than half of it, and worth the writing. */
    public void compact() throws SQLException {
        try (Statement statement = writing.createStatement()) {
            long free = number(statement, "PRAGMA freelist_count");
            if (free >= LEAST_PAGES_TO_FREE && free * 2 > number(statement, "PRAGMA page_count")) {
                statement.execute("VACUUM");
            }
        }
    }

    static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Removes the counts of a range, of one source or of all; returns how many rows. */
    public long remove(Instant from, Instant to, Optional<String> source) throws SQLException {
        return new Removal(writing, SqliteDialect.INSTANCE, source).remove(from, to);
    }

    /** Explains a failure of writing, and renews the statements, because the driver closes one that has failed. */
    public SinkException failureOfWriting(SQLException failure) {
        try {
            upkeep.close();
            writes.close();
            writes = new CountWriter(writing, SqliteDialect.INSTANCE);
            upkeep = new Upkeep(writing, SqliteDialect.INSTANCE);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
        return failure(failure);
    }

    /** Explains a failure of reading, and renews the statements. */
    public SinkException failureOfReading(SQLException failure) {
        try {
            reads.close();
            reads = new CountReader(reading, SqliteDialect.INSTANCE);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
        return failure(failure);
    }

    SinkException failure(SQLException failure) {
        if (whyClosed != null) {
            return notOpen(failure);
        }
        Optional<StoreFullException> limit = maxSize.explain(file, writing, failure);
        return limit.isPresent() ? limit.get() : SqliteFailure.of(file, failure);
    }

    /** Says whether there is no more space for the file. */
    public static boolean isFull(SQLException failure) {
        return SqliteFailure.code(failure) == SqliteFailure.FULL;
    }

    @Override
    public void close() {
        if (whyClosed != null) {
            return; // another database may have its files by now
        }
        if (files.isLogOverwritten()) {
            return; // closing would copy the overwritten log into the database; the end of the process does not
        }
        whyClosed = "it was closed";
        OPEN.remove(files.databaseKey());
        Exception ignored = new Exception();
        Connections.closeQuietly(files, ignored);
        Connections.closeQuietly(reading, ignored);
        Connections.closeQuietly(writing, ignored); // the last one: it takes the log into the file
    }

    private static Database connect(Path file, SizeLimit maxSize, Clock clock, Consumer<String> notices)
            throws SQLException, SinkException {
        Connection writing = Connections.toWrite(file, maxSize);
        try {
            requireSound(writing);
            Schema.migrate(writing, what -> notices.accept("database " + file + ": " + what));
            return new Database(file, maxSize, clock, notices, writing);
        } catch (SQLException | SinkException e) {
            Connections.closeQuietly(writing, e);
            throw e;
        }
    }

    private static Database rescued(
            Path file, SizeLimit maxSize, Clock clock, Consumer<String> notices, SQLException damage)
            throws SinkException {
        try {
            notices.accept("database " + file + ": damaged (" + damage.getMessage() + "); "
                    + Replacement.replace(file, clock.instant()));
            return connect(file, maxSize, clock, notices);
        } catch (SQLException e) {
            throw SqliteFailure.of(file, e);
        }
    }

    static void requireSound(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
            String found = row.next() ? row.getString(1) : "no answer";
            if (!"ok".equals(found)) {
                throw new SQLiteException(found.replace('\n', ' '), SQLiteErrorCode.SQLITE_CORRUPT);
            }
        }
    }

    private static void requirePlace(Path file) throws SinkException {
        Path directory = file.getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            throw new SinkException(
                    "database " + file + ": there is no directory " + directory + "; create it", (Throwable) null);
        }
        if (Files.isDirectory(file)) {
            throw new SinkException("database " + file + ": is a directory; name a file in it", (Throwable) null);
        }
    }
}
