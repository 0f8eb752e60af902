package dev.tally.examples.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings of the server.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param store where the counts are kept
 * @param kafka the topic that contributions go through; empty if they are committed at once
 * @param access which keys allow what
 * @param rateLimitRequests how often one client may read in each window
 * @param rateLimitWindow the window
 * @param maxBodyBytes the largest body that is read
 * @param maxConnections the most connections at a time
 * @param maxConnectionsPerAddress the most connections at a time of one address that is no trusted proxy
 * @param trustedProxies the addresses whose {@code X-Forwarded-For} is trusted
 * @param accessLog where a line for each request goes, if it goes anywhere
 */
record ServerSettings(
        InetAddress host,
        int port,
        StoreSettings store,
        Optional<KafkaSettings> kafka,
        AccessSettings access,
        int rateLimitRequests,
        Duration rateLimitWindow,
        int maxBodyBytes,
        int maxConnections,
        int maxConnectionsPerAddress,
        List<Network> trustedProxies,
        Optional<AccessLog.Output> accessLog) {

    static final String DEFAULT_KEY = "secret";

    /** Returns the server's own key. */
    KeyHash key() {
        return access.key();
    }
}
