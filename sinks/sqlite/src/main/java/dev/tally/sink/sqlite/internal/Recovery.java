package dev.tally.sink.sqlite.internal;

import dev.tally.sink.SinkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Saves what was committed to a database one of whose files was removed or replaced while it was open.
 *
 * <p>The connection that wrote can still read all of it. What is done depends on the files that now have the names:
 *
 * <ul>
 *   <li>the database is there, but not its log or the log's index: everything is written to the database;
 *   <li>the database is missing: everything is written to a new one of that name;
 *   <li>another database, or a log in which another program writes, is there: everything is written to a file beside it,
 *       whose name has the time, and the files found are left as they are.
 * </ul>
 *
 * Files that are in the way and are neither a database nor a log are renamed, never deleted.
 */
final class Recovery {
    private final Path file;
    private final WatchedFiles files;
    private final Connection connection;
    private final Instant now;

    private Recovery(Path file, WatchedFiles files, Connection connection, Instant now) {
        this.file = file;
        this.files = files;
        this.connection = connection;
        this.now = now;
    }

    /**
     * Saves what was committed and closes the database.
     *
     * @throws SinkException if it cannot be saved; the database is then still open
     */
    static void secure(Database database, Connection writing, Instant now, Consumer<String> notices)
            throws SinkException {
        Recovery recovery = new Recovery(database.file(), database.files(), writing, now);
        try {
            String outcome = recovery.secure(database);
            notices.accept("database " + database.file() + ": " + outcome);
        } catch (SQLException e) {
            throw database.failure(e);
        } catch (IOException e) {
            throw new SinkException(
                    "database " + database.file() + ": what was committed cannot be saved (" + e
                            + "); free some space, or let this user write to the directory",
                    e);
        }
    }

    /** Renames a log whose database is missing: SQLite would delete it, and it may be all that is left. */
    static void setAsideLogWithoutDatabase(Path file, Instant now, Consumer<String> notices) throws SinkException {
        Path log = WatchedFiles.beside(file, "-wal");
        try {
            boolean isAlone =
                    (!Files.exists(file) || Files.size(file) == 0) && Files.exists(log) && Files.size(log) > 0;
            if (isAlone) {
                Path name = SetAside.name(log, "without-database", now);
                SetAside.move(log, name);
                notices.accept(
                        "database " + file + ": it is missing, but its log is there; the log is set aside as " + name);
            }
        } catch (IOException e) {
            throw new SinkException("database " + file + ": its log " + log + " cannot be set aside (" + e + ")", e);
        }
    }

    private String secure(Database database) throws IOException, SQLException, SinkException {
        files.requireLogIsNotOverwritten();
        if (!files.isDatabaseThere()) {
            return writeAgain(database);
        }
        boolean isForeignLog = !files.isLogSame() && WatchedFiles.isLog(files.log());
        if (!files.isDatabaseSame() || isForeignLog) {
            return writeBeside(database);
        }
        return takeLogIn(database);
    }

    private String takeLogIn(Database database) throws IOException, SQLException {
        moveStrangersAside();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            if (row.next() && row.getInt(1) != 0) {
                throw new SQLException("another program is reading it, so the log cannot be written to the database");
            }
        }
        database.close();
        return "its log or the index of it was removed or replaced; everything that was committed is in the database";
    }

    private String writeAgain(Database database) throws IOException, SQLException {
        Path copy = copy();
        moveStrangersAside();
        database.close();
        deleteOwnLog();
        try {
            Files.createLink(file, copy); // unlike a move, never over a file that has just appeared
        } catch (IOException | UnsupportedOperationException e) {
            return "it was removed; everything that was committed is in " + copy;
        }
        Files.delete(copy);
        return "it was removed while it was open; it is written again, with everything that was committed";
    }

    private String writeBeside(Database database) throws IOException, SQLException {
        Path copy = copy();
        boolean isReplaced = !files.isDatabaseSame();
        database.close();
        if (isReplaced) {
            deleteOwnLog();
        }
        return (isReplaced ? "it was" : "its log was")
                + " replaced while it was open; what is there now is used from now"
                + " on, and everything that was committed before is in " + copy;
    }

    /** Writes a whole copy of what the connection reads, which survives a power cut. */
    private Path copy() throws IOException, SQLException {
        Path copy = SetAside.name(file, "rescued", now);
        SetAside.createPrivate(copy);
        try (Statement statement = connection.createStatement()) {
            statement.execute("VACUUM INTO '" + copy.toString().replace("'", "''") + "'");
        } catch (SQLException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
        SetAside.force(copy);
        SetAside.force(copy.resolveSibling(".")); // the directory
        return copy;
    }

    /** Renames a log or an index that is not ours: SQLite would read it as ours. */
    private void moveStrangersAside() throws IOException {
        if (!files.isLogSame()) {
            SetAside.move(files.log(), SetAside.name(files.log(), "unknown", now));
        }
        if (!files.isIndexSame()) {
            SetAside.move(files.index(), SetAside.name(files.index(), "unknown", now));
        }
    }

    /** Deletes our log: SQLite would read it as the log of the database that now has the name. */
    private void deleteOwnLog() throws IOException {
        if (files.isLogSame()) {
            Files.deleteIfExists(files.log());
        }
        if (files.isIndexSame()) {
            Files.deleteIfExists(files.index());
        }
    }
}
