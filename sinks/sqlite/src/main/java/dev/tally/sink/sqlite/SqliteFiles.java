package dev.tally.sink.sqlite;

import dev.tally.sink.SinkException;
import dev.tally.sink.sqlite.internal.Database;
import dev.tally.sink.sqlite.internal.SqliteCopies;
import dev.tally.sink.sqlite.internal.UnchangedFile;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.BucketQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Copies, checks and reads the file of a {@link SqliteStore}, also while a server uses it.
 *
 * <p><b>Threads.</b> Any.
 */
public final class SqliteFiles {
    private SqliteFiles() {}

    /**
     * Writes a consistent copy, as of one moment, to a new file that only its owner can read.
     *
     * @param database the file of a store
     * @param target the new file, in a directory that exists
     * @throws SinkException if there is a file of that name already, or reading or writing fails; the message says which
     */
    public static void backup(Path database, Path target) throws SinkException {
        requireFile(database);
        if (Files.exists(target)) {
            throw new SinkException(
                    "backup " + target + ": there is such a file already; name a new one", (Throwable) null);
        }
        try {
            SqliteCopies.copy(database, target);
        } catch (SQLException | IOException e) {
            throw new SinkException("backup of " + database + " to " + target + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads the whole file, and compares the sums that are kept with the rows.
     *
     * @param database the file of a store
     * @return what is wrong, one sentence each; empty if nothing is
     * @throws SinkException if it cannot be read at all
     */
    public static List<String> check(Path database) throws SinkException {
        requireFile(database);
        try {
            return SqliteCopies.check(database);
        } catch (SQLException e) {
            throw new SinkException("database " + database + ": " + e.getMessage(), e);
        }
    }

    /**
     * Says how many rows of five minutes are older than a moment, and changes nothing.
     *
     * @param database the file of a store
     * @param moment the moment
     * @return the number of rows
     * @throws SinkException if the file cannot be read
     */
    public static long rowsBefore(Path database, Instant moment) throws SinkException {
        requireFile(database);
        try {
            return SqliteCopies.rowsBefore(database, moment.toEpochMilli());
        } catch (SQLException e) {
            throw new SinkException("database " + database + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads the buckets of a range and changes nothing: the file is neither created nor repaired nor brought up to date, and may be
     * read-only.
     *
     * @param database the file of a store
     * @param query the range, the size of the buckets, the zone and the sources
     * @return one bucket for each time (and source, if they are asked for apart) in which something came
     * @throws SinkException if the file is missing, damaged, another program's or not brought up to date yet; the message says which
     */
    public static List<Bucket> buckets(Path database, BucketQuery query) throws SinkException {
        requireFile(database);
        return UnchangedFile.buckets(database, query, Instant.now());
    }

    /**
     * Opens a connection that reads the file, for copying it to another database. A file of an older release is migrated first.
     *
     * @param database the file of a store
     * @return a connection that cannot write
     * @throws SinkException if the file cannot be read
     */
    public static Connection connectToRead(Path database) throws SinkException {
        requireFile(database);
        Database.open(database, 0, Clock.systemUTC(), SqliteStore.SYSTEM_LOG).close();
        try {
            return SqliteCopies.connect(database);
        } catch (SQLException e) {
            throw new SinkException("database " + database + ": " + e.getMessage(), e);
        }
    }

    private static void requireFile(Path database) throws SinkException {
        if (!Files.isRegularFile(database)) {
            throw new SinkException("database " + database + ": there is no such file", (Throwable) null);
        }
    }
}
