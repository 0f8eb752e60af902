package dev.tally.examples.server;

import dev.tally.sink.SinkException;
import dev.tally.sink.postgresql.PostgresStore;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.ActivityStore;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The settings of the server.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param database the file that keeps the counts
 * @param postgres the database that keeps the counts in place of the file, if there is one
 * @param retention how long five minutes are kept apart; quarter hours and days are kept without end
 * @param access which keys allow what
 * @param rateLimitRequests how often one client may read in each window
 * @param rateLimitWindow the window
 * @param maxBodyBytes the largest body that is read
 * @param maxConnections the most connections at a time
 * @param maxConnectionsPerAddress the most connections at a time of one address that is no trusted proxy
 * @param trustedProxies the addresses whose {@code X-Forwarded-For} is trusted
 */
record ServerSettings(
        InetAddress host,
        int port,
        Path database,
        Optional<PostgresAddress> postgres,
        Duration retention,
        AccessSettings access,
        int rateLimitRequests,
        Duration rateLimitWindow,
        int maxBodyBytes,
        int maxConnections,
        int maxConnectionsPerAddress,
        List<Network> trustedProxies) {

    static final String DEFAULT_KEY = "secret";

    /**
     * Opens the store.
     *
     * @throws SinkException if the file or the database cannot be used
     */
    ActivityStore openStore(Consumer<String> notices) throws SinkException {
        if (postgres.isEmpty()) {
            return SqliteStore.open(database, Clock.systemUTC(), retention, notices);
        }
        PostgresAddress address = postgres.get();
        return PostgresStore.open(
                address.url(), address.user(), address.password(), Clock.systemUTC(), retention, notices);
    }

    /** Returns the server's own key. */
    KeyHash key() {
        return access.key();
    }
}
