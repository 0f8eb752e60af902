package dev.tally.sink.sqlite.internal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** Connects to SQLite files as {@link Database} needs it. */
final class Connections {
    static final int BUSY_SECONDS = 5;

    /** What is left of the write-ahead log after a transaction that was larger, such as taking over a file of many years. */
    private static final int LOG_BYTES = 8 << 20;

    private Connections() {}

    static Connection toWrite(Path file, SizeLimit maxSize) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_SECONDS * 1000);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setJournalSizeLimit(LOG_BYTES);
        Connection writer = config.createConnection(url(file));
        try {
            maxSize.set(writer);
        } catch (SQLException e) {
            closeQuietly(writer, e);
            throw e;
        }
        return writer;
    }

    static Connection toRead(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_SECONDS * 1000);
        Connection reader = config.createConnection(url(file));
        try (Statement statement = reader.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
        }
        return reader;
    }

    /**
     * Connects without the means to write.
     *
     * @param isImmutable whether no program writes to the file meanwhile; its log is not read then, and no lock is taken
     */
    static Connection toLook(Path file, boolean isImmutable) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_SECONDS * 1000);
        return config.createConnection(url(file) + (isImmutable ? "?immutable=1" : ""));
    }

    /** Lets a connection read a file that is shorter than its header says. */
    static void readDespiteDamage(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA writable_schema = ON");
        }
    }

    /** Returns the URL of a file, with a URI because the driver takes what follows a question mark in a plain path for settings. */
    static String url(Path file) {
        return "jdbc:sqlite:" + file.toUri().toASCIIString();
    }

    static void closeQuietly(@Nullable AutoCloseable resource, Exception during) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception e) {
            during.addSuppressed(e);
        }
    }
}
