package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorSnapshot;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class SpoolChoiceTest {
    private static final Map<String, String> HOME = Map.of("HOME", "/home/me");

    @TempDir
    private Path directory;

    private static Optional<Path> chosen(Map<String, String> environment, String... args) {
        return chosen(ClientSettings.withoutFile(environment), environment, args);
    }

    private static Optional<Path> chosen(ClientSettings settings, Map<String, String> environment, String... args) {
        SpoolChoice spool = new SpoolChoice();
        CommandSpec spec = CommandSpec.create();
        spool.addTo(spec);
        CommandLine command = new CommandLine(spec).setDefaultValueProvider(settings);
        command.parseArgs(args);
        return spool.directory(environment, command);
    }

    @Test
    void theSpoolIsInTheStateDirectoryUnlessItIsNamedOrSwitchedOff() {
        assertEquals(Optional.of(Path.of("/home/me/.local/state/tally/spool")), chosen(HOME));
        assertEquals(Optional.of(Path.of("/state/tally/spool")), chosen(Map.of("XDG_STATE_HOME", "/state")));
        assertEquals(Optional.of(Path.of("/mine")), chosen(HOME, "--spool", "/mine"));
        assertEquals(Optional.empty(), chosen(HOME, "--no-spool"));
    }

    @Test
    void theCommandLineDecidesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        String[] config = {
            "--config",
            Files.writeString(directory.resolve("settings"), "TALLY_NO_SPOOL=true")
                    .toString()
        };
        Map<String, String> spool = Map.of("HOME", "/home/me", "TALLY_SPOOL", "/mine");
        Map<String, String> none = Map.of("HOME", "/home/me", "TALLY_NO_SPOOL", "true");
        assertEquals(Optional.of(Path.of("/mine")), chosen(none, "--spool", "/mine"));
        assertEquals(Optional.of(Path.of("/mine")), chosen(ClientSettings.load(config, spool), spool));
        assertEquals(Optional.empty(), chosen(ClientSettings.load(config, HOME), HOME));
        assertEquals(Optional.empty(), chosen(spool, "--no-spool"));
        assertEquals(Optional.of(Path.of("/home/me/.local/state/tally/spool")), chosen(none, "--no-spool=false"));
    }

    @Test
    void bothInTheSamePlaceAreRefused() {
        assertEquals(
                "--spool and --no-spool exclude each other; leave one of them out",
                assertThrows(UsageException.class, () -> chosen(HOME, "--spool", "/mine", "--no-spool"))
                        .getMessage());
        Map<String, String> both = Map.of("TALLY_SPOOL", "/mine", "TALLY_NO_SPOOL", "true");
        assertEquals(
                "TALLY_SPOOL and TALLY_NO_SPOOL exclude each other, and both are in the environment; leave one of them out",
                assertThrows(UsageException.class, () -> chosen(both)).getMessage());
    }

    @Test
    void withoutAUsableHomeDirectoryThatOfTheAccountIsTaken() {
        Path account = Path.of(System.getProperty("user.home"));
        Optional<Path> usual = Optional.of(account.resolve(".local/state/tally/spool"));
        assertEquals(usual, chosen(Map.of()));
        assertEquals(usual, chosen(Map.of("HOME", "")));
        assertEquals(usual, chosen(Map.of("HOME", "here")));
        assertEquals(usual, chosen(Map.of("XDG_STATE_HOME", "here")));
        System.setProperty("user.home", "?"); // what Java says of an account without one
        try {
            String why =
                    assertThrows(UsageException.class, () -> chosen(Map.of())).getMessage();
            assertTrue(why.startsWith("this user has no home directory; set HOME"), why);
            assertEquals(Optional.empty(), chosen(Map.of(), "--no-spool"));
            assertEquals(Optional.of(Path.of("/mine")), chosen(Map.of(), "--spool", "/mine"));
        } finally {
            System.setProperty("user.home", account.toString());
        }
    }

    @Test
    void aStateDirectoryThatCannotBeAPathIsToldWithTheRemedy() {
        String why = assertThrows(UsageException.class, () -> chosen(Map.of("XDG_STATE_HOME", "/a\0b")))
                .getMessage();
        assertTrue(why.startsWith("XDG_STATE_HOME is /a?b; it cannot be the name of a file"), why);
        assertTrue(why.contains("LC_ALL=C.UTF-8"), why);
    }

    @Test
    void whatIsLeftInTheSpoolIsSaidAndIsNoFailure() {
        MonitorSnapshot kept = snapshot(412, Optional.of(Path.of("/state/spool")));
        assertEquals(0, RunCommand.status(kept));
        assertEquals(
                List.of("http x: 412 key presses and 0 clicks kept in /state/spool, delivered at the next start"),
                RunCommand.leftovers(kept));
    }

    @Test
    void whatIsLeftWithoutASpoolIsLostAndStatus3() {
        MonitorSnapshot lost = snapshot(412, Optional.empty());
        assertEquals(3, RunCommand.status(lost));
        assertEquals(List.of("http x: 412 key presses and 0 clicks not delivered"), RunCommand.leftovers(lost));
        MonitorSnapshot nothing = snapshot(0, Optional.empty());
        assertEquals(0, RunCommand.status(nothing));
        assertEquals(List.of(), RunCommand.leftovers(nothing));
    }

    @Test
    void digitsAreAsciiInEveryLocale() {
        Locale usual = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals("keys 0  clicks 0/0/0  other 0  scroll 0  motions 0  active 0 s", Display.line(Counts.NONE));
        } finally {
            Locale.setDefault(usual);
        }
    }

    private static MonitorSnapshot snapshot(long pressesLeft, Optional<Path> spool) {
        Counts left = Counts.of(count -> count == Count.KEY_PRESSES ? pressesLeft : 0);
        Ledger ledger = new Ledger("http x", left, Counts.NONE, left, Map.of());
        return Snapshots.of(left, List.of(ledger), spool);
    }
}
