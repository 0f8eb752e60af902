package dev.tally.sink.sqlite.internal;

import dev.tally.sink.SinkException;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.sql.CountReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Reads counts from a file that another process may have open, and changes nothing in its directory. */
public final class UnchangedFile {
    private UnchangedFile() {}

    /** Returns the buckets of a range. */
    public static List<Bucket> buckets(Path given, BucketQuery query, Instant now) throws SinkException {
        Path file = given.toAbsolutePath().normalize();
        Database.requireOurs(file);
        try (Connection connection = connect(file)) {
            Database.requireSound(connection);
            try (CountReader reader = new CountReader(connection, SqliteDialect.INSTANCE)) {
                return reader.buckets(query, now);
            }
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /** Without a log no program has the file open, so it can be read as immutable, which needs no files beside it. */
    private static Connection connect(Path file) throws SQLException {
        return Connections.toLook(file, !Files.exists(WatchedFiles.beside(file, "-wal")));
    }

    private static SinkException failure(Path file, SQLException failure) {
        return switch (SqliteFailure.code(failure)) {
            case SqliteFailure.CORRUPT ->
                new SinkException(
                        "database " + file + ": damaged (" + failure.getMessage()
                                + "); nothing was changed; the program that writes it saves what can be read when it starts",
                        failure);
            case SqliteFailure.ERROR -> // there is no such table
                new SinkException(
                        "database " + file
                                + ": has no counts yet, or is of an older program; the program that writes it brings it"
                                + " up to date when it starts",
                        failure);
            default -> SqliteFailure.of(file, failure);
        };
    }
}
