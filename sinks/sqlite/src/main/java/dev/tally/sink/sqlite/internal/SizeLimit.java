package dev.tally.sink.sqlite.internal;

import dev.tally.sink.store.StoreFullException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The size that a file may grow to.
 *
 * @param bytes the size; 0 for no limit
 */
record SizeLimit(long bytes) {
    private static final long MOST_PAGES_OF_A_TRANSACTION = 1024;

    /** Sets the limit of the connection that writes. */
    void set(Connection writing) throws SQLException {
        if (bytes > 0) {
            try (Statement statement = writing.createStatement()) {
                long pages = bytes / Database.number(statement, "PRAGMA page_size");
                statement.execute("PRAGMA max_page_count = " + Math.max(pages, 1));
            }
        }
    }

    /** Explains why there was no space, if the reason is this limit. */
    Optional<StoreFullException> explain(Path file, Connection writing, SQLException failure) {
        if (bytes == 0 || !Database.isFull(failure) || !isReached(writing)) {
            return Optional.empty();
        }
        return Optional.of(new StoreFullException(
                "database " + file + ": it has reached the " + bytes
                        + " bytes that it may have; let it have more, shorten the retention, or remove counts",
                failure));
    }

    private boolean isReached(Connection writing) {
        try (Statement statement = writing.createStatement()) {
            long pages = Database.number(statement, "PRAGMA page_count") + MOST_PAGES_OF_A_TRANSACTION;
            return pages * Database.number(statement, "PRAGMA page_size") > bytes;
        } catch (SQLException e) {
            return false;
        }
    }
}
