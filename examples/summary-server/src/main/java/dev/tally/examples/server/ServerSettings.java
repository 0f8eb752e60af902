package dev.tally.examples.server;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The settings of the server.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param database the file that keeps the counts
 * @param key the key that a client needs to add counts
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
        KeyHash key,
        int rateLimitRequests,
        Duration rateLimitWindow,
        int maxBodyBytes,
        int maxConnections,
        int maxConnectionsPerAddress,
        List<Network> trustedProxies) {

    static final String DEFAULT_KEY = "secret";
}
