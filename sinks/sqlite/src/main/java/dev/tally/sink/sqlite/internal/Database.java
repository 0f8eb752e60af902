package dev.tally.sink.sqlite.internal;

import dev.tally.sink.SinkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * An SQLite file with one connection that writes and one that reads.
 *
 * <p>Write-ahead log, so that neither waits for the other; {@code synchronous=FULL}, so that what was committed survives a
 * power cut.
 *
 * <p><b>Threads.</b> Each connection belongs to one thread at a time; the store sees to that.
 */
public final class Database implements AutoCloseable {
    static final int BUSY_SECONDS = 5;

    private final Path file;
    private final @Nullable Object fileKey;
    private final Connection writing;
    private final Connection reading;
    private final Writes writes;
    private final Reads reads;

    private Database(Path file, Connection writing, Connection reading) throws SQLException {
        this.file = file;
        this.fileKey = fileKey(file);
        this.writing = writing;
        this.reading = reading;
        this.writes = new Writes(writing);
        this.reads = new Reads(reading);
    }

    /**
     * Opens the file, creates it if there is none, and migrates it if it is the older program's.
     *
     * @param maxPages the most pages that it may grow to; 0 for no limit
     */
    public static Database open(Path given, int maxPages) throws SinkException {
        Path file = given.toAbsolutePath().normalize();
        requirePlace(file);
        Connection writing = null;
        Connection reading = null;
        try {
            writing = connectToWrite(file, maxPages);
            Schema.migrate(writing, file);
            reading = connectToRead(file);
            return new Database(file, writing, reading);
        } catch (SQLException | SinkException e) {
            closeQuietly(reading, e);
            closeQuietly(writing, e);
            throw e instanceof SQLException failure ? SqliteFailure.of(file, failure) : (SinkException) e;
        }
    }

    public Path file() {
        return file;
    }

    /** @throws SinkException if the file was removed or replaced: what is written from now on would be lost */
    public void requireSameFile() throws SinkException {
        if (!Objects.equals(fileKey, fileKey(file))) {
            throw new SinkException(
                    "database " + file + ": removed or replaced while it was open; restart this program",
                    (Throwable) null);
        }
    }

    public Writes writes() {
        return writes;
    }

    public Reads reads() {
        return reads;
    }

    public SinkException failure(SQLException failure) {
        return SqliteFailure.of(file, failure);
    }

    @Override
    public void close() {
        Exception ignored = new Exception();
        closeQuietly(reading, ignored);
        closeQuietly(writing, ignored); // the last one: it takes the log into the file
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

    private static Connection connectToWrite(Path file, int maxPages) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_SECONDS * 1000);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        if (maxPages > 0) {
            config.setMaxPageCount(maxPages);
        }
        return config.createConnection(url(file));
    }

    private static Connection connectToRead(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_SECONDS * 1000);
        Connection reader = config.createConnection(url(file));
        try (Statement statement = reader.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
        }
        return reader;
    }

    /** As a URI, because the driver takes what follows a question mark in a plain path for settings. */
    private static String url(Path file) {
        return "jdbc:sqlite:" + file.toUri().toASCIIString();
    }

    private static @Nullable Object fileKey(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return e.getClass(); // equal to no key
        }
    }

    private static void closeQuietly(@Nullable Connection connection, Exception during) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            during.addSuppressed(e);
        }
    }
}
