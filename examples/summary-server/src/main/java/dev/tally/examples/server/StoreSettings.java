package dev.tally.examples.server;

import dev.tally.sink.SinkException;
import dev.tally.sink.postgresql.PostgresStore;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.ActivityStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where counts are kept, and how long.
 *
 * @param database the file
 * @param postgres the database that is used in place of the file, if there is one
 * @param retention how long five minutes are kept apart; quarter hours and days are kept without end
 * @param maxBytes the size that the file may have; 0 for no limit
 */
record StoreSettings(Path database, Optional<PostgresAddress> postgres, Duration retention, long maxBytes) {

    /**
     * Opens the store.
     *
     * @throws SinkException if the file or the database cannot be used
     */
    ActivityStore open(Consumer<String> notices) throws SinkException {
        if (postgres.isEmpty()) {
            return SqliteStore.open(database, Clock.systemUTC(), retention, maxBytes, notices);
        }
        PostgresAddress address = postgres.get();
        return PostgresStore.open(
                address.url(), address.user(), address.password(), Clock.systemUTC(), retention, notices);
    }

    /** Returns the file or the address, without a secret. */
    String place() {
        return postgres.map(PostgresAddress::toString).orElse(database.toString());
    }
}
