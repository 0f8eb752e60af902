package dev.tally.examples.server;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings from flags and the environment; a flag overrides its variable, and an empty variable counts as unset. Only an
 * empty key without a file of the key is an error: the default key in its place would let strangers in.
 */
final class SettingsReader {
    private static final long LEAST_SIZE = 1024 * 1024;
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+|.*:.*");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([KMG]?)");

    private final Flags flags;
    private final Map<String, String> environment;

    /** A setting as it was given, with the name of its flag or variable. */
    private record Given(String name, String value) {}

    SettingsReader(Flags flags, Map<String, String> environment) {
        this.flags = flags;
        this.environment = environment;
    }

    /**
     * Returns the settings.
     *
     * @throws IllegalArgumentException naming the flag or variable, its value, and what it may be
     */
    ServerSettings read() {
        return new ServerSettings(
                host(given("--host", flags.host, "HOST", "0.0.0.0")),
                number(given("--port", flags.port, "PORT", "5000"), 0, 65535),
                store(),
                kafka(),
                access(),
                number(given("--rate-limit", flags.rateLimit, "GET_RATE_LIMIT_MAX_REQUESTS", "30"), 1, 1_000_000),
                Duration.ofSeconds(
                        number(given("--rate-window", flags.rateWindow, "GET_RATE_LIMIT_WINDOW_SEC", "60"), 1, 86_400)),
                number(given("--max-body", flags.maxBody, "MAX_BODY_BYTES", "65536"), 1024, 16 * 1024 * 1024),
                number(given("--max-connections", flags.maxConnections, "MAX_CONNECTIONS", "512"), 1, 100_000),
                number(
                        given(
                                "--max-connections-per-address",
                                flags.maxConnectionsPerAddress,
                                "MAX_CONNECTIONS_PER_ADDRESS",
                                "384"),
                        1,
                        100_000),
                networks(given("--trusted-proxy", flags.trustedProxy, "TRUSTED_PROXIES", "")),
                accessLog(given("--access-log", flags.accessLog, "ACCESS_LOG", "off")));
    }

    /** Returns where counts are kept. */
    StoreSettings store() {
        Given size = given("--max-db-size", flags.maxDbSize, "MAX_DB_SIZE", "0");
        Optional<PostgresAddress> postgres = PostgresAddress.of(environment);
        if (bytes(size) > 0 && bytes(size) < LEAST_SIZE) {
            throw wrong(size, "it must be 1M or more, or 0 for no limit");
        }
        if (bytes(size) > 0 && postgres.isPresent()) {
            throw wrong(size, "it is for an SQLite file; limit PostgreSQL by the disk or the quota of its tablespace");
        }
        if (flags.database != null && postgres.isPresent()) {
            throw wrong(
                    new Given("--database", flags.database),
                    "it is not used, because ACTIVITY_DB_URL names a PostgreSQL database; leave one of them out");
        }
        return new StoreSettings(
                path(given("--database", flags.database, "ACTIVITY_DB_PATH", "activity_monitor.db")),
                postgres,
                retention(),
                bytes(size));
    }

    private Optional<KafkaSettings> kafka() {
        Given given = given("--ingest", flags.ingest, "INGEST", "database");
        return switch (given.value.strip()) {
            case "database" -> Optional.empty();
            case "kafka" -> Optional.of(kafkaSettings());
            default -> throw wrong(given, "it must be database or kafka");
        };
    }

    /**
     * Returns the topic that contributions go through.
     *
     * @throws IllegalArgumentException if no broker is named, or the file of properties cannot be read
     */
    KafkaSettings kafkaSettings() {
        Given servers = given("--kafka-servers", flags.kafkaServers, "KAFKA_SERVERS", "");
        if (servers.value.isBlank()) {
            throw new IllegalArgumentException("KAFKA_SERVERS is not set; name some brokers: host:9092,host:9092");
        }
        return new KafkaSettings(
                servers.value.strip(),
                given("--kafka-topic", flags.kafkaTopic, "KAFKA_TOPIC", "tally-intervals")
                        .value
                        .strip(),
                given("--kafka-group", null, "KAFKA_GROUP", "tally").value.strip(),
                properties(given("--kafka-properties", flags.kafkaProperties, "KAFKA_PROPERTIES_FILE", "")));
    }

    private static Map<String, String> properties(Given given) {
        if (given.value.isBlank()) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(path(given))) {
            properties.load(file);
        } catch (IOException | IllegalArgumentException e) {
            throw wrong(given, "it must be a readable file of Java properties");
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toUnmodifiableMap(name -> name, properties::getProperty));
    }

    /** Returns how long five minutes are kept apart. */
    Duration retention() {
        return Duration.ofDays(
                number(given("--retention-days", flags.retentionDays, "RETENTION_DAYS", "30"), 1, 36_500));
    }

    private Given given(String flag, @Nullable String flagValue, String variable, String byDefault) {
        if (flagValue != null) {
            return new Given(flag, flagValue);
        }
        String value = environment.getOrDefault(variable, "");
        return new Given(variable, value.isBlank() ? byDefault : value);
    }

    private static int number(Given given, int least, int most) {
        try {
            int value = Integer.parseInt(given.value.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of range
        }
        throw wrong(given, "it must be a whole number from " + least + " to " + most);
    }

    /**
     * Returns which keys allow what.
     *
     * @throws IllegalArgumentException naming the flag or variable and what is wrong
     */
    AccessSettings access() {
        return new AccessSettings(
                key(),
                keysFile(),
                yesOrNo(given(
                        "--allow-default-key", flags.allowDefaultKey ? "true" : null, "ALLOW_DEFAULT_KEY", "false")),
                readingNeedsKey(given("--summary-access", flags.summaryAccess, "SUMMARY_ACCESS", "public")),
                number(given("--max-wrong-keys", flags.maxWrongKeys, "MAX_WRONG_KEYS", "20"), 1, 1_000_000));
    }

    /** Says whether keys come from files, which may change. */
    boolean hasKeyFiles() {
        return flags.apiKeyFile != null
                || !environment.getOrDefault("SERVER_API_KEY_FILE", "").isBlank()
                || keysFile().isPresent();
    }

    private Optional<Path> keysFile() {
        Given given = given("--keys-file", flags.keysFile, "SERVER_KEYS_FILE", "");
        return given.value.isBlank() ? Optional.empty() : Optional.of(path(given));
    }

    private static boolean yesOrNo(Given given) {
        return switch (given.value.strip()) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> throw wrong(given, "it must be true or false");
        };
    }

    private static boolean readingNeedsKey(Given given) {
        return switch (given.value.strip()) {
            case "public" -> false;
            case "key" -> true;
            default -> throw wrong(given, "it must be public or key");
        };
    }

    private static Optional<AccessLog.Output> accessLog(Given given) {
        switch (given.value.strip()) {
            case "off" -> {
                return Optional.empty();
            }
            case "stdout" -> {
                return Optional.of(AccessLog.standardOutput());
            }
            default -> {
                try {
                    return Optional.of(AccessLog.file(path(given)));
                } catch (IOException e) {
                    throw wrong(given, "it must be off, stdout or a file that can be written");
                }
            }
        }
    }

    private static long bytes(Given given) {
        Matcher size = SIZE.matcher(given.value.strip());
        if (!size.matches()) {
            throw wrong(given, "it must be a number of bytes, or one with K, M or G, such as 500M; 0 for no limit");
        }
        return Long.parseLong(size.group(1)) << 10 * " KMG".indexOf((size.group(2) + " ").charAt(0));
    }

    private static InetAddress host(Given given) {
        try {
            return InetAddress.getByName(given.value.strip());
        } catch (UnknownHostException e) {
            IllegalArgumentException wrong =
                    wrong(given, "no address is known for it; name an address of this machine, or 0.0.0.0 for all");
            if (NUMBERS.matcher(given.value).matches()) {
                throw wrong;
            }
            throw new UncheckedIOException(wrong.getMessage(), e); // what a name means may be known later
        }
    }

    private static Path path(Given given) {
        try {
            return Path.of(given.value).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw wrong(given, "it is not a path");
        }
    }

    private static List<Network> networks(Given given) {
        try {
            return Stream.of(given.value.split(","))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .map(Network::parse)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw wrong(given, "it must be addresses or networks separated by commas, for example 10.0.0.0/8,::1");
        }
    }

    private static IllegalArgumentException wrong(Given given, String expected) {
        return new IllegalArgumentException(given.name + " is \"" + printable(given.value) + "\"; " + expected);
    }

    static String printable(String value) {
        String safe = value.replaceAll("\\p{Cntrl}", "?");
        return safe.length() > 80 ? safe.substring(0, 80) + "…" : safe;
    }

    private KeyHash key() {
        if (flags.apiKeyFile != null) {
            return keyOf("--api-key-file", flags.apiKeyFile);
        }
        String key = environment.get("SERVER_API_KEY");
        String file = environment.getOrDefault("SERVER_API_KEY_FILE", "");
        if (key != null && !key.isBlank() && !file.isBlank()) {
            throw new IllegalArgumentException(
                    "SERVER_API_KEY and SERVER_API_KEY_FILE are both set; unset one of them");
        }
        if (!file.isBlank()) {
            return keyOf("SERVER_API_KEY_FILE", file);
        }
        return KeyHash.of("SERVER_API_KEY", key == null ? ServerSettings.DEFAULT_KEY : key);
    }

    private static KeyHash keyOf(String name, String file) {
        return KeyHash.of(name, SecretFile.read(name, file));
    }
}
