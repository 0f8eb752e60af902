package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class ClientSettingsTest {
    @TempDir
    private Path directory;

    @Command
    private static final class OneOption {
        @Option(names = "--flush", descriptionKey = "FLUSH_INTERVAL_SEC", defaultValue = "30")
        private int flush;
    }

    private int flush(ClientSettings settings, String... args) {
        OneOption parsed = new OneOption();
        new CommandLine(parsed).setDefaultValueProvider(settings).parseArgs(args);
        return parsed.flush;
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("settings"), text);
    }

    @Test
    void aFlagGoesBeforeTheEnvironmentThatBeforeTheFileThatBeforeTheDefault() throws IOException {
        String[] config = {"--config", file("# mine\nFLUSH_INTERVAL_SEC=7\n").toString()};
        ClientSettings both = ClientSettings.load(config, Map.of("FLUSH_INTERVAL_SEC", "8"));
        assertEquals(9, flush(both, "--flush", "9"));
        assertEquals(8, flush(both));
        assertEquals(7, flush(ClientSettings.load(config, Map.of())));
        assertEquals(30, flush(ClientSettings.load(new String[0], Map.of("HOME", directory.toString()))));
    }

    @Test
    void anEmptyVariableIsNotSet() {
        ClientSettings settings =
                ClientSettings.load(new String[0], Map.of("FLUSH_INTERVAL_SEC", "", "HOME", directory.toString()));
        assertEquals(30, flush(settings));
    }

    @Test
    void anEmptyPrefixOfUploadsIsAValue() throws IOException {
        String[] config = {"--config", file("KMMON_S3_PREFIX=desk\n").toString()};
        assertEquals(
                Optional.of(""),
                ClientSettings.load(config, Map.of("KMMON_S3_PREFIX", "")).get("KMMON_S3_PREFIX"));
        assertEquals(Optional.of("desk"), ClientSettings.load(config, Map.of()).get("KMMON_S3_PREFIX"));
        Map<String, String> home = Map.of("HOME", directory.toString());
        assertEquals(Optional.empty(), ClientSettings.load(new String[0], home).get("KMMON_S3_PREFIX"));
    }

    @Test
    void anEmptyNameOfAFileIsNoName() {
        Map<String, String> environment = Map.of("TALLY_CONFIG", "", "HOME", directory.toString());
        assertEquals(30, flush(ClientSettings.load(new String[0], environment)));
    }

    @Test
    void theFileInItsUsualPlaceIsTakenIfItIsThere() throws IOException {
        Path usual = Files.createDirectories(directory.resolve("tally")).resolve("activity-client.conf");
        Files.writeString(usual, "API_KEY = from the file \n");
        ClientSettings settings = ClientSettings.load(new String[0], Map.of("XDG_CONFIG_HOME", directory.toString()));
        assertEquals(Optional.of("from the file"), settings.get("API_KEY"));
    }

    @Test
    void aFileThatWasNamedMustBeThere() {
        String missing = directory.resolve("missing").toString();
        assertTrue(assertThrows(
                        UsageException.class, () -> ClientSettings.load(new String[] {"--config=" + missing}, Map.of()))
                .getMessage()
                .contains(missing));
        assertThrows(UsageException.class, () -> ClientSettings.load(new String[0], Map.of("TALLY_CONFIG", missing)));
    }

    @Test
    void theKeyComesFromItsFileBeforeItComesFromTheVariable() throws IOException {
        ClientSettings settings = ClientSettings.load(
                new String[0], Map.of("API_KEY", "from the variable", "HOME", directory.toString()));
        assertEquals(Optional.of("from the variable"), ApiKeyFile.find(null, settings));
        assertEquals(Optional.of("from a file"), ApiKeyFile.find(file("from a file\n"), settings));
        Path empty = file(" \n");
        assertThrows(UsageException.class, () -> ApiKeyFile.find(empty, settings));
    }
}
