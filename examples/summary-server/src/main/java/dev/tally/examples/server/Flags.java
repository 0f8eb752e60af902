package dev.tally.examples.server;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line, as it was given. There is no flag for the key, because every user can read a command line. */
@Command(
        name = "summary-server",
        mixinStandardHelpOptions = true,
        versionProvider = Flags.Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Receives counts from activity clients, stores them in SQLite, and serves a summary by HTTP.",
        footer = {
            "",
            "In brackets: the environment variable of each option, and the default. An option overrides its",
            "variable. The key is read from the variable SERVER_API_KEY or from a file (--api-key-file,",
            "SERVER_API_KEY_FILE); without either it is \"secret\", and a warning is printed.",
            "",
            "Exit status: 0 help was printed, 143 stopped (130 by Ctrl-C), 1 cannot start (address in use,",
            "database), 2 wrong setting."
        })
final class Flags {
    @Option(names = "--host", paramLabel = "ADDRESS", description = "Listen on this address. [HOST, 0.0.0.0]")
    @Nullable
    String host;

    @Option(names = "--port", paramLabel = "N", description = "Listen on this port; 0 for a free one. [PORT, 5000]")
    @Nullable
    String port;

    @Option(
            names = "--database",
            paramLabel = "FILE",
            description = "Store the counts in this SQLite file. [ACTIVITY_DB_PATH, activity_monitor.db]")
    @Nullable
    String database;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "Read the key that clients need from this file. [SERVER_API_KEY_FILE]")
    @Nullable
    String apiKeyFile;

    @Option(
            names = "--rate-limit",
            paramLabel = "N",
            description = "Summaries that one client may read in each window. [GET_RATE_LIMIT_MAX_REQUESTS, 30]")
    @Nullable
    String rateLimit;

    @Option(
            names = "--rate-window",
            paramLabel = "SECONDS",
            description = "Length of the window. [GET_RATE_LIMIT_WINDOW_SEC, 60]")
    @Nullable
    String rateWindow;

    @Option(names = "--max-body", paramLabel = "BYTES", description = "Largest body of a POST. [MAX_BODY_BYTES, 65536]")
    @Nullable
    String maxBody;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Most connections at a time. [MAX_CONNECTIONS, 512]")
    @Nullable
    String maxConnections;

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "N",
            description = "Most connections at a time of one client address. [MAX_CONNECTIONS_PER_ADDRESS, 384]")
    @Nullable
    String maxConnectionsPerAddress;

    @Option(
            names = "--trusted-proxy",
            paramLabel = "NETWORKS",
            description =
                    "Trust X-Forwarded-For from these proxies, for example 10.0.0.0/8,::1. [TRUSTED_PROXIES, none]")
    @Nullable
    String trustedProxy;

    static final class Version implements picocli.CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = SummaryServer.class.getPackage().getImplementationVersion();
            return new String[] {"summary-server " + (version == null ? "(not packaged)" : version)};
        }
    }
}
