package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorSnapshot;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class SpoolChoiceTest {
    private static final Map<String, String> HOME = Map.of("HOME", "/home/me");

    private static Optional<Path> chosen(Map<String, String> environment, String... args) {
        SpoolChoice spool = new SpoolChoice();
        CommandSpec spec = CommandSpec.create();
        spool.addTo(spec);
        new CommandLine(spec).parseArgs(args);
        return spool.directory(environment);
    }

    @Test
    void theSpoolIsInTheStateDirectoryUnlessItIsNamedOrSwitchedOff() {
        assertEquals(Optional.of(Path.of("/home/me/.local/state/tally/spool")), chosen(HOME));
        assertEquals(Optional.of(Path.of("/state/tally/spool")), chosen(Map.of("XDG_STATE_HOME", "/state")));
        assertEquals(Optional.of(Path.of("/mine")), chosen(HOME, "--spool", "/mine"));
        assertEquals(Optional.empty(), chosen(HOME, "--no-spool"));
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
