package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SettingsReaderTest {
    @TempDir
    private Path directory;

    @Test
    void withoutAnythingTheDefaultsAreThoseOfTheContract() throws Exception {
        ServerSettings settings = read(Map.of());

        assertEquals(InetAddress.getByName("0.0.0.0"), settings.host());
        assertEquals(5000, settings.port());
        assertEquals(
                Path.of("activity_monitor.db").toAbsolutePath(),
                settings.store().database());
        assertTrue(settings.key().isDefault());
        assertTrue(settings.key().matches("secret"));
        assertEquals(30, settings.rateLimitRequests());
        assertEquals(Duration.ofSeconds(60), settings.rateLimitWindow());
        assertEquals(List.of(), settings.trustedProxies());
    }

    @Test
    void everyVariableIsRead() throws Exception {
        ServerSettings settings = read(Map.of(
                "HOST", "127.0.0.2",
                "PORT", "3000",
                "ACTIVITY_DB_PATH", "/data/a.db",
                "SERVER_API_KEY", "k",
                "GET_RATE_LIMIT_MAX_REQUESTS", "5",
                "GET_RATE_LIMIT_WINDOW_SEC", "7",
                "MAX_BODY_BYTES", "2048",
                "MAX_CONNECTIONS", "9",
                "TRUSTED_PROXIES", "10.0.0.0/8, ::1"));

        assertEquals(InetAddress.getByName("127.0.0.2"), settings.host());
        assertEquals(3000, settings.port());
        assertEquals(Path.of("/data/a.db"), settings.store().database());
        assertTrue(settings.key().matches("k"));
        assertFalse(settings.key().isDefault());
        assertEquals(5, settings.rateLimitRequests());
        assertEquals(Duration.ofSeconds(7), settings.rateLimitWindow());
        assertEquals(2048, settings.maxBodyBytes());
        assertEquals(9, settings.maxConnections());
        assertEquals(List.of(Network.parse("10.0.0.0/8"), Network.parse("::1")), settings.trustedProxies());
    }

    @Test
    void accessAndStorageAreRead() throws Exception {
        Path file = Files.writeString(directory.resolve("db-password"), "open sesame\n");
        ServerSettings settings = read(
                Map.of(
                        "RETENTION_DAYS", "400",
                        "SUMMARY_ACCESS", "key",
                        "SERVER_KEYS_FILE", "/etc/tally/keys",
                        "ACTIVITY_DB_URL", "jdbc:postgresql://me:word@db:5433/counts?ssl=true",
                        "ACTIVITY_DB_PASSWORD_FILE", file.toString()),
                "--allow-default-key");

        assertEquals(Duration.ofDays(400), settings.store().retention());
        assertTrue(settings.access().readingNeedsKey());
        assertTrue(settings.access().allowsDefaultKey());
        assertEquals(Path.of("/etc/tally/keys"), settings.access().keysFile().orElseThrow());
        PostgresAddress address = settings.store().postgres().orElseThrow();
        assertEquals("open sesame", address.password());
        assertEquals("postgresql://db:5433/counts", address.toString(), "without secrets, for the log");
        String message = refusal(Map.of("ACTIVITY_DB_URL", "jdbc:mysql://me:word@db/counts"));
        assertTrue(message.startsWith("ACTIVITY_DB_URL must begin with jdbc:postgresql://"), message);
        assertFalse(message.contains("word"), message);
    }

    @Test
    void anAddressIsShownWithoutAPasswordThatHasASlashOrAnAt() {
        for (String password : List.of("wo/rd", "wo@rd", "w@o/rd")) {
            assertEquals(
                    "postgresql://db/counts",
                    new PostgresAddress("jdbc:postgresql://me:" + password + "@db/counts?ssl=true", null, null)
                            .toString());
        }
    }

    @Test
    void aFileOnTheCommandLineIsRefusedBesideTheAddressOfADatabase() {
        Map<String, String> postgres = Map.of("ACTIVITY_DB_URL", "jdbc:postgresql://db/a", "ACTIVITY_DB_PATH", "a.db");
        assertTrue(read(postgres).store().postgres().isPresent(), "the container image sets the path");
        assertTrue(refusal(postgres, "--database", "b.db")
                .startsWith("--database is \"b.db\"; it is not used, because ACTIVITY_DB_URL"));
    }

    @Test
    void aSizeHasAUnit() {
        assertEquals(0, read(Map.of()).store().maxBytes());
        assertEquals(500L << 20, read(Map.of("MAX_DB_SIZE", "500M")).store().maxBytes());
        assertEquals(3L << 30, read(Map.of(), "--max-db-size", "3G").store().maxBytes());
        assertEquals(2_000_000, read(Map.of("MAX_DB_SIZE", "2000000")).store().maxBytes());
        assertTrue(
                refusal(Map.of("MAX_DB_SIZE", "2T")).startsWith("MAX_DB_SIZE is \"2T\"; it must be a number of bytes"));
        assertTrue(refusal(Map.of("MAX_DB_SIZE", "5")).contains("it must be 1M or more"));
        assertTrue(refusal(Map.of("MAX_DB_SIZE", "1G", "ACTIVITY_DB_URL", "jdbc:postgresql://db/a"))
                .contains("it is for an SQLite file"));
    }

    @Test
    void theAccessLogIsOffUnlessItIsAskedFor() {
        assertTrue(read(Map.of()).accessLog().isEmpty());
        assertTrue(read(Map.of("ACCESS_LOG", directory.resolve("log").toString()))
                .accessLog()
                .isPresent());
        String message = refusal(Map.of("ACCESS_LOG", "/none/log"));
        assertEquals("ACCESS_LOG is \"/none/log\"; it must be off, stdout or a file that can be written", message);
    }

    @Test
    void kafkaIsReadWithItsSecrets() throws Exception {
        Path file = Files.writeString(directory.resolve("kafka.properties"), "sasl.jaas.config=word\nacks=0\n");
        Map<String, String> variables = Map.of(
                "INGEST", "kafka",
                "KAFKA_SERVERS", "one:9092,two:9092",
                "KAFKA_TOPIC", "counts",
                "KAFKA_PROPERTIES_FILE", file.toString());
        KafkaSettings kafka = read(variables).kafka().orElseThrow();

        assertEquals("topic counts of one:9092,two:9092", kafka.toString(), "without secrets, for the log");
        assertEquals("word", kafka.producer().get("sasl.jaas.config"));
        assertEquals("word", kafka.consumer().get("sasl.jaas.config"));
        assertEquals("all", kafka.producer().get("acks"), "what counts depend on cannot be set");
        assertEquals(Optional.empty(), read(Map.of("KAFKA_SERVERS", "one:9092")).kafka());
        assertTrue(refusal(Map.of("INGEST", "kafka")).startsWith("KAFKA_SERVERS is not set"));
        assertTrue(refusal(Map.of("INGEST", "Rabbit")).contains("it must be database or kafka"));
    }

    @Test
    void aFlagGoesBeforeItsVariable() {
        assertEquals(1, read(Map.of("PORT", "2"), "--port", "1").port());
        assertEquals(1, read(Map.of("PORT", "nonsense"), "--port=1").port());
    }

    @Test
    void anEmptyVariableIsNone() {
        assertEquals(5000, read(Map.of("PORT", "", "HOST", " ")).port());
    }

    @Test
    void theKeyCanComeFromAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), "from-a-file\n");

        assertTrue(read(Map.of("SERVER_API_KEY_FILE", file.toString())).key().matches("from-a-file"));
        assertTrue(read(Map.of("SERVER_API_KEY", "other"), "--api-key-file", file.toString())
                .key()
                .matches("from-a-file"));
    }

    @Test
    void anEmptyKeyBesideTheFileOfTheKeyIsNone() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), "from-a-file\n");
        for (String empty : List.of("", " ")) {
            assertTrue(read(Map.of("SERVER_API_KEY", empty, "SERVER_API_KEY_FILE", file.toString()))
                    .key()
                    .matches("from-a-file"));
        }
    }

    @Test
    void twoKeysAreOneTooMany() {
        assertTrue(refusal(Map.of("SERVER_API_KEY", "k", "SERVER_API_KEY_FILE", "/f"))
                .contains("both set"));
    }

    @Test
    void aKeyThatCannotBeIsRefusedWithoutShowingIt() throws Exception {
        Path twoLines = Files.writeString(directory.resolve("key"), "hunter2\nhunter3\n");
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, 1, 2});
        Path large = Files.writeString(directory.resolve("large"), "hunter2".repeat(1000));
        for (Path path : List.of(twoLines, binary, large, directory, directory.resolve("none"))) {
            String message = refusal(Map.of(), "--api-key-file", path.toString());
            assertFalse(message.contains("hunter2"), message);
            assertTrue(message.startsWith("--api-key-file: "), message);
        }
        for (String key : List.of("", " ", "hunter2\n", "hünter2", " hunter2")) {
            String message = refusal(Map.of("SERVER_API_KEY", key));
            assertTrue(message.startsWith("SERVER_API_KEY: the key "), message);
            assertFalse(message.contains("nter2"), message);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PORT,abc",
        "PORT,-1",
        "PORT,65536",
        "PORT,99999999999",
        "PORT,5000.0",
        "HOST,256.1.1.1.1",
        "GET_RATE_LIMIT_MAX_REQUESTS,0",
        "GET_RATE_LIMIT_MAX_REQUESTS,many",
        "GET_RATE_LIMIT_WINDOW_SEC,0",
        "MAX_BODY_BYTES,1",
        "MAX_CONNECTIONS,0",
        "RETENTION_DAYS,0",
        "SUMMARY_ACCESS,private",
        "ALLOW_DEFAULT_KEY,perhaps",
        "MAX_WRONG_KEYS,0",
        "TRUSTED_PROXIES,10.0.0.0/33",
        "TRUSTED_PROXIES,proxy.example.org",
        "TRUSTED_PROXIES,10.0.0.0/x"
    })
    void aWrongValueIsNamedWithItsVariable(String variable, String value) {
        String message = refusal(Map.of(variable, value));

        assertTrue(message.startsWith(variable + " is \"" + value + "\"; "), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void aWrongFlagIsNamedAsTheFlag() {
        assertEquals(
                "--port is \"x?y\"; it must be a whole number from 0 to 65535", refusal(Map.of(), "--port", "x\ny"));
    }

    private static ServerSettings read(Map<String, String> environment, String... arguments) {
        Flags flags = new Flags();
        new CommandLine(flags.spec()).parseArgs(arguments);
        return new SettingsReader(flags, environment).read();
    }

    private static String refusal(Map<String, String> environment, String... arguments) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> read(environment, arguments))
                .getMessage());
    }
}
