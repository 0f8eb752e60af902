package dev.tally.examples.server;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The command line, as it was given. There is no flag for the key, because every user can read a command line.
 *
 * <p>The flags are described in code, because picocli takes longer to read annotations than the server to open its database.
 */
final class Flags {
    @Nullable
    String host;

    @Nullable
    String port;

    @Nullable
    String database;

    @Nullable
    String apiKeyFile;

    @Nullable
    String rateLimit;

    @Nullable
    String rateWindow;

    @Nullable
    String maxBody;

    @Nullable
    String maxConnections;

    @Nullable
    String maxConnectionsPerAddress;

    @Nullable
    String trustedProxy;

    /** Returns the description of the flags. What is parsed with it is put into the fields. */
    CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("summary-server").versionProvider(new Version());
        addFlags(spec);
        addHelp(spec);
        spec.usageMessage()
                .sortOptions(false)
                .width(100)
                .description(
                        "Receives counts from activity clients, stores them in SQLite, and serves a summary by HTTP.")
                .footer(
                        "",
                        "In brackets: the environment variable of each option, and the default. An option overrides its",
                        "variable. The key is read from the variable SERVER_API_KEY or from a file (--api-key-file,",
                        "SERVER_API_KEY_FILE); without either it is \"secret\", and a warning is printed.",
                        "",
                        "Exit status: 0 help was printed, 143 stopped (130 by Ctrl-C), 1 cannot start (address in use,",
                        "database), 2 wrong setting.");
        return spec;
    }

    private void addFlags(CommandSpec spec) {
        spec.addOption(text("--host", "ADDRESS", value -> host = value)
                        .description("Listen on this address. [HOST, 0.0.0.0]")
                        .build())
                .addOption(text("--port", "N", value -> port = value)
                        .description("Listen on this port; 0 for a free one. [PORT, 5000]")
                        .build())
                .addOption(text("--database", "FILE", value -> database = value)
                        .description("Store the counts in this SQLite file. [ACTIVITY_DB_PATH, activity_monitor.db]")
                        .build())
                .addOption(text("--api-key-file", "FILE", value -> apiKeyFile = value)
                        .description("Read the key that clients need from this file. [SERVER_API_KEY_FILE]")
                        .build())
                .addOption(text("--rate-limit", "N", value -> rateLimit = value)
                        .description(
                                "Summaries that one client may read in each window. [GET_RATE_LIMIT_MAX_REQUESTS, 30]")
                        .build())
                .addOption(text("--rate-window", "SECONDS", value -> rateWindow = value)
                        .description("Length of the window. [GET_RATE_LIMIT_WINDOW_SEC, 60]")
                        .build())
                .addOption(text("--max-body", "BYTES", value -> maxBody = value)
                        .description("Largest body of a POST. [MAX_BODY_BYTES, 65536]")
                        .build())
                .addOption(text("--max-connections", "N", value -> maxConnections = value)
                        .description("Most connections at a time. [MAX_CONNECTIONS, 512]")
                        .build())
                .addOption(text("--max-connections-per-address", "N", value -> maxConnectionsPerAddress = value)
                        .description(
                                "Most connections at a time of one client address. [MAX_CONNECTIONS_PER_ADDRESS, 384]")
                        .build())
                .addOption(text("--trusted-proxy", "NETWORKS", value -> trustedProxy = value)
                        .description(
                                "Trust X-Forwarded-For from these proxies, for example 10.0.0.0/8,::1. [TRUSTED_PROXIES, none]")
                        .build());
    }

    private static void addHelp(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("-h", "--help")
                        .type(boolean.class)
                        .usageHelp(true)
                        .description("Show this help message and exit.")
                        .build())
                .addOption(OptionSpec.builder("-V", "--version")
                        .type(boolean.class)
                        .versionHelp(true)
                        .description("Print version information and exit.")
                        .build());
    }

    private static OptionSpec.Builder text(String name, String label, Consumer<@Nullable String> field) {
        return OptionSpec.builder(name).paramLabel(label).type(String.class).setter(new ISetter() {
            @Override
            public <T> T set(T value) {
                field.accept((String) value);
                return value;
            }
        });
    }

    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = SummaryServer.class.getPackage().getImplementationVersion();
            return new String[] {"summary-server " + (version == null ? "(not packaged)" : version)};
        }
    }
}
