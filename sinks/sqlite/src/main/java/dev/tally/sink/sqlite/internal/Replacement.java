package dev.tally.sink.sqlite.internal;

import dev.tally.sink.SinkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Puts the readable part of a damaged database in its place.
 *
 * <p>It is written to a file beside the damaged one, and takes its name when it is whole and on the disk. Until then the damaged
 * file keeps its name: what is interrupted begins again with the next start.
 */
final class Replacement {
    private static final SizeLimit NO_LIMIT = new SizeLimit(0);
    private static final String[] COMPANIONS = {"-wal", "-shm", "-journal"};

    private final Path file;
    private final Path copy;
    private final Path whole;

    private Replacement(Path file) {
        this.file = file;
        this.copy = WatchedFiles.beside(file, ".rescuing");
        this.whole = WatchedFiles.beside(file, ".rescuing-complete");
    }

    /** Completes or removes what an interruption has left. */
    static void finish(Path file, Instant now, Consumer<String> notices) throws SinkException {
        Replacement replacement = new Replacement(file);
        try {
            boolean isDamagedThere = Files.exists(file) && Files.size(file) > 0;
            if (isDamagedThere || !Files.exists(replacement.whole)) {
                replacement.delete();
            } else {
                Path journal = WatchedFiles.beside(file, "-journal"); // SQLite would apply it to the copy
                SetAside.move(journal, SetAside.name(journal, "damaged", now));
                replacement.takeTheName();
                notices.accept(
                        "database " + file + ": its rescue was interrupted and is complete now; the damaged file is"
                                + " set aside beside it");
            }
        } catch (IOException e) {
            throw replacement.failure(e);
        }
    }

    /** Rescues what can be read, and sets the damaged file aside; returns both as the end of a sentence. */
    static String replace(Path file, Instant now) throws SQLException, SinkException {
        Replacement replacement = new Replacement(file);
        try {
            String outcome = replacement.build();
            Path damaged = Rescue.setAside(file, now);
            replacement.takeTheName();
            return "set aside as " + damaged + "; " + outcome;
        } catch (IOException e) {
            throw replacement.failure(e);
        }
    }

    private String build() throws IOException, SQLException {
        delete();
        SetAside.createPrivate(copy);
        try {
            String outcome;
            try (Connection writing = Connections.toWrite(copy, NO_LIMIT);
                    Statement statement = writing.createStatement()) {
                Schema.migrate(writing, notice -> {}); // an empty file says nothing
                outcome = Rescue.copy(file, writing);
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
            SetAside.force(copy);
            Files.move(copy, whole, StandardCopyOption.ATOMIC_MOVE);
            return outcome;
        } catch (IOException | SQLException e) {
            delete(); // it takes space, perhaps the last
            throw e;
        }
    }

    private void takeTheName() throws IOException {
        Files.deleteIfExists(WatchedFiles.beside(file, "-shm")); // an index of the log that was set aside
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        SetAside.force(file.resolveSibling(".")); // the directory
    }

    private void delete() throws IOException {
        Files.deleteIfExists(whole);
        Files.deleteIfExists(copy);
        for (String suffix : COMPANIONS) {
            Files.deleteIfExists(WatchedFiles.beside(copy, suffix));
        }
    }

    private SinkException failure(IOException e) {
        return new SinkException(
                "database " + file + ": damaged, and what can be read of it cannot be written to " + copy + " (" + e
                        + "); free some space, or let this user write to the directory",
                e);
    }
}
