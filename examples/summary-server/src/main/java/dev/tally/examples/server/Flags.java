package dev.tally.examples.server;

import java.util.List;
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
    String retentionDays;

    @Nullable
    String maxDbSize;

    @Nullable
    String ingest;

    @Nullable
    String kafkaServers;

    @Nullable
    String kafkaTopic;

    @Nullable
    String kafkaProperties;

    @Nullable
    String apiKeyFile;

    @Nullable
    String keysFile;

    boolean allowDefaultKey;

    @Nullable
    String maxWrongKeys;

    @Nullable
    String summaryAccess;

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

    @Nullable
    String accessLog;

    /** Returns the flags without what only the help text needs: to parse groups takes a tenth of the start. */
    CommandSpec specToParse() {
        CommandSpec spec = withHelp();
        groups().forEach(group -> group.options().forEach(spec::addOption));
        return spec;
    }

    private List<FlagGroup> groups() {
        return List.of(listening(), storing(), keys(), limits(), watching());
    }

    /** Returns the description of the flags. What is parsed with it is put into the fields. */
    CommandSpec spec() {
        CommandSpec spec = withHelp();
        groups().forEach(group -> group.addTo(spec));
        spec.usageMessage()
                .sortOptions(false)
                .width(100)
                .description(
                        "Receives counts from activity clients, stores them in SQLite or PostgreSQL, and serves a summary by HTTP.")
                .footer(
                        "",
                        "In brackets: the environment variable of each option, and the default. An option overrides its",
                        "variable. The key is read from the variable SERVER_API_KEY or from a file (--api-key-file,",
                        "SERVER_API_KEY_FILE); without either it is \"secret\", which works from this machine only.",
                        "PostgreSQL is used when ACTIVITY_DB_URL is set (jdbc:postgresql://host/database), with",
                        "ACTIVITY_DB_USER and ACTIVITY_DB_PASSWORD or ACTIVITY_DB_PASSWORD_FILE.",
                        "",
                        "For operators, each with its own --help:",
                        "  summary-server keys create|list|revoke   keys of clients",
                        "  summary-server backup|check|prune        an SQLite file, also one in use",
                        "  summary-server migrate                   from SQLite to PostgreSQL",
                        "  summary-server consume                   from Kafka to the database",
                        "",
                        "Exit status: 0 help was printed, 143 stopped (130 by Ctrl-C), 1 cannot start (address in use,",
                        "database), 2 wrong setting.");
        return spec;
    }

    private FlagGroup listening() {
        return new FlagGroup(
                "%nTo listen:%n",
                List.of(
                        text("--host", "ADDRESS", value -> host = value, "Listen on this address. [HOST, 0.0.0.0]"),
                        text(
                                "--port",
                                "N",
                                value -> port = value,
                                "Listen on this port; 0 for a free one. [PORT, 5000]"),
                        text(
                                "--trusted-proxy",
                                "NETWORKS",
                                value -> trustedProxy = value,
                                "Trust X-Forwarded-For from these proxies, for example 10.0.0.0/8,::1. [TRUSTED_PROXIES, none]")));
    }

    private FlagGroup storing() {
        return new FlagGroup(
                "%nTo store:%n",
                List.of(
                        text(
                                "--database",
                                "FILE",
                                value -> database = value,
                                "Store the counts in this SQLite file. [ACTIVITY_DB_PATH, activity_monitor.db]"),
                        text(
                                "--retention-days",
                                "N",
                                value -> retentionDays = value,
                                "Keep rows of five minutes for this many days; after that keep only sums of quarter hours and"
                                        + " days. [RETENTION_DAYS, 30]"),
                        text(
                                "--max-db-size",
                                "BYTES",
                                value -> maxDbSize = value,
                                "Refuse posts with 507 when the SQLite file has this size, such as 500M; 0 for no limit."
                                        + " [MAX_DB_SIZE, 0]"),
                        text(
                                "--ingest",
                                "database|kafka",
                                value -> ingest = value,
                                "Write posts to the database, or put them into Kafka. [INGEST, database]"),
                        text(
                                "--kafka-servers",
                                "HOST:PORT,...",
                                value -> kafkaServers = value,
                                "Connect to these Kafka brokers. [KAFKA_SERVERS]"),
                        text(
                                "--kafka-topic",
                                "NAME",
                                value -> kafkaTopic = value,
                                "Put posts into this Kafka topic. [KAFKA_TOPIC, tally-intervals]"),
                        text(
                                "--kafka-properties",
                                "FILE",
                                value -> kafkaProperties = value,
                                "Read further properties of Kafka's clients from this file, such as those of TLS."
                                        + " [KAFKA_PROPERTIES_FILE]")));
    }

    private FlagGroup keys() {
        return new FlagGroup(
                "%nTo let clients in:%n",
                List.of(
                        text(
                                "--api-key-file",
                                "FILE",
                                value -> apiKeyFile = value,
                                "Read the key that clients need from this file. [SERVER_API_KEY_FILE]"),
                        text(
                                "--keys-file",
                                "FILE",
                                value -> keysFile = value,
                                "Accept the keys of clients in this file, which 'summary-server keys' makes; SIGHUP reads it"
                                        + " again. [SERVER_KEYS_FILE]"),
                        OptionSpec.builder("--allow-default-key")
                                .type(boolean.class)
                                .setter(setter(value -> allowDefaultKey = Boolean.parseBoolean(value)))
                                .description(
                                        "Accept the default key from other machines too. [ALLOW_DEFAULT_KEY, false]")
                                .build(),
                        text(
                                "--summary-access",
                                "public|key",
                                value -> summaryAccess = value,
                                "Let everybody read the summary, or only clients with a key. [SUMMARY_ACCESS, public]")));
    }

    private FlagGroup limits() {
        return new FlagGroup(
                "%nTo limit what one client can use up:%n",
                List.of(
                        text(
                                "--rate-limit",
                                "N",
                                value -> rateLimit = value,
                                "Summaries that one client may read in each window. [GET_RATE_LIMIT_MAX_REQUESTS, 30]"),
                        text(
                                "--rate-window",
                                "SECONDS",
                                value -> rateWindow = value,
                                "Length of the window. [GET_RATE_LIMIT_WINDOW_SEC, 60]"),
                        text(
                                "--max-wrong-keys",
                                "N",
                                value -> maxWrongKeys = value,
                                "Wrong keys that one address may send in a minute. [MAX_WRONG_KEYS, 20]"),
                        text(
                                "--max-body",
                                "BYTES",
                                value -> maxBody = value,
                                "Largest body of a POST. [MAX_BODY_BYTES, 65536]"),
                        text(
                                "--max-connections",
                                "N",
                                value -> maxConnections = value,
                                "Most connections at a time. [MAX_CONNECTIONS, 512]"),
                        text(
                                "--max-connections-per-address",
                                "N",
                                value -> maxConnectionsPerAddress = value,
                                "Most connections at a time of one client address. [MAX_CONNECTIONS_PER_ADDRESS, 384]")));
    }

    private FlagGroup watching() {
        return new FlagGroup(
                "%nTo watch it:%n",
                List.of(text(
                        "--access-log",
                        "off|stdout|FILE",
                        value -> accessLog = value,
                        "Write a line of JSON for each request, without keys and full addresses. [ACCESS_LOG, off]")));
    }

    private static CommandSpec withHelp() {
        return CommandSpec.create()
                .name("summary-server")
                .versionProvider(new Version())
                .addOption(OptionSpec.builder("-h", "--help")
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

    private static OptionSpec text(String name, String label, Consumer<@Nullable String> field, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .setter(setter(field))
                .description(description)
                .build();
    }

    private static ISetter setter(Consumer<@Nullable String> field) {
        return new ISetter() {
            @Override
            public <T> T set(T value) {
                field.accept(value == null ? null : value.toString());
                return value;
            }
        };
    }

    /** Returns the release of this program. */
    static String version() {
        String version = SummaryServer.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"summary-server " + version()};
        }
    }
}
