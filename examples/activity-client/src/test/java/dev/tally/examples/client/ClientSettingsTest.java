package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
    void aSettingsFileIsNotLookedForInTheCurrentDirectory() {
        Path account = Path.of(System.getProperty("user.home"), ".config/tally/activity-client.conf");
        for (Map<String, String> environment : List.of(
                Map.<String, String>of(),
                Map.of("HOME", ""),
                Map.of("HOME", "here"),
                Map.of("XDG_CONFIG_HOME", "here"))) {
            assertEquals(Optional.of(account), ClientSettings.usualPlace(environment), environment.toString());
        }
    }

    @Test
    void aNameThatCannotBeAPathIsToldWithTheRemedy() {
        for (Map<String, String> environment :
                List.of(Map.of("TALLY_CONFIG", "/a\0b"), Map.of("HOME", "/a\0b"), Map.of("XDG_CONFIG_HOME", "/a\0b"))) {
            assertRemedy(() -> ClientSettings.load(new String[0], environment));
        }
        assertRemedy(() -> ClientSettings.load(new String[] {"--config", "/a\0b"}, Map.of()));
        Map<String, String> runtime = Map.of("XDG_RUNTIME_DIR", "/a\0b");
        assertRemedy(() -> new SocketDirectory().path(runtime));
    }

    private static void assertRemedy(Executable load) {
        String why = assertThrows(UsageException.class, load).getMessage();
        assertTrue(why.contains(" is /a?b; ") && why.contains("LC_ALL=C.UTF-8"), why);
    }

    private static Optional<String> key(ClientSettings settings, String... args) {
        CommandSpec spec = CommandSpec.create();
        SinkChoice sinks = new SinkChoice();
        sinks.addTo(spec);
        CommandLine command = new CommandLine(spec).setDefaultValueProvider(settings);
        command.parseArgs(args);
        Path file = command.getCommandSpec().findOption("--api-key-file").getValue();
        return ApiKeyFile.find(file, settings, command);
    }

    @Test
    void theKeyComesFromTheHigherPlace() throws IOException {
        String inFile =
                Files.writeString(directory.resolve("key"), "from a file\n").toString();
        Map<String, String> home = Map.of("HOME", directory.toString());
        Map<String, String> variable = Map.of("API_KEY", "from the variable");
        assertEquals(Optional.empty(), key(ClientSettings.load(new String[0], home)));
        String[] config = {"--config", file("API_KEY_FILE=" + inFile).toString()};
        assertEquals(Optional.of("from a file"), key(ClientSettings.load(config, Map.of())));
        assertEquals(Optional.of("from the variable"), key(ClientSettings.load(config, variable)));
        assertEquals(Optional.of("from a file"), key(ClientSettings.load(config, variable), "--api-key-file", inFile));
        file("API_KEY=from the settings");
        assertEquals(Optional.of("from a file"), key(ClientSettings.load(config, Map.of("API_KEY_FILE", inFile))));
        assertEquals(Optional.of("from the settings"), key(ClientSettings.load(config, Map.of())));
    }

    @Test
    void twoKeysInTheSamePlaceAndAnEmptyFileOfAKeyAreRefused() throws IOException {
        ClientSettings both = ClientSettings.withoutFile(Map.of("API_KEY", "k", "API_KEY_FILE", "/key"));
        assertEquals(
                "API_KEY and API_KEY_FILE are both set in the environment; unset one of them",
                assertThrows(UsageException.class, () -> key(both)).getMessage());
        String empty = file(" \n").toString();
        ClientSettings settings = ClientSettings.withoutFile(Map.of());
        assertThrows(UsageException.class, () -> key(settings, "--api-key-file", empty));
    }
}
