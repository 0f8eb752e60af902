package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorSnapshot;
import dev.tally.sink.Counts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The last line of a terminal is rewritten in place, and whole lines of the log appear above it. */
class TerminalLineTest {
    private static final String DRAW = "\r\u001b[K\u001b[?7l%s\u001b[?7h";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final TerminalLine line =
            new TerminalLine(new PrintStream(written, true, StandardCharsets.UTF_8), Runnable::run);
    private final PrintStream log = line.above();

    private String written() {
        String text = written.toString(StandardCharsets.UTF_8);
        written.reset();
        return text;
    }

    @Test
    void itIsDrawnOnlyWhenItsTextChanges() {
        line.show("one");
        assertEquals(String.format(DRAW, "one"), written());
        line.show("one");
        assertEquals("", written());
        line.show("two");
        assertEquals(String.format(DRAW, "two"), written());
    }

    @Test
    void aLineOfTheLogTakesItsPlaceAndIsNotTorn() {
        log.println("before");
        assertEquals("before\n", written());
        line.show("one");
        written();
        log.print("be");
        line.show("two");
        log.println("gin");
        assertEquals("\r\u001b[Kbegin\n" + String.format(DRAW, "two"), written());
        log.print("two\nlines\n");
        assertEquals("\r\u001b[Ktwo\nlines\n" + String.format(DRAW, "two"), written());
    }

    @Test
    void afterItsEndTheLogGoesOnBelowIt() {
        line.show("one");
        line.end();
        line.end();
        written();
        line.show("two");
        log.println("after");
        assertEquals("after\n", written());
    }

    @Test
    void withoutATerminalThereIsNoLine() {
        assertFalse(TerminalLine.isPossible(Map.of("TERM", "xterm")), "the tests have no terminal");
        assertFalse(TerminalLine.isPossible(Map.of("TERM", "dumb")));
        assertTrue(TerminalLine.isColourful(Map.of("NO_COLOR", "")));
        assertFalse(TerminalLine.isColourful(Map.of("NO_COLOR", "1")));
    }

    @Test
    void theCountsAndTheSinkThatFailsAreInIt() {
        Counts today = Counts.of(count -> switch (count) {
            case KEY_PRESSES -> 1234;
            case LEFT_CLICKS, OTHER_CLICKS -> 5;
            case SCROLL_DETENTS -> 7;
            case ACTIVE_MILLIS -> 125_000;
            default -> 0;
        });
        Ledger ledger = new Ledger("http x", today, Counts.NONE, today, Map.of());
        MonitorSnapshot now = Snapshots.of(today, List.of(ledger), Optional.empty());
        SinkHealth health = new SinkHealth();
        String counts = "today 1234 keys, 10 clicks, 7 scroll, 2 min active";
        assertEquals(counts, CountsLine.text(today, now, health, true));
        health.failed("http x", "connection refused");
        assertEquals(counts + "; http fails, 1 waiting", CountsLine.text(today, now, health, false));
        assertEquals(counts + "; \u001b[33mhttp fails, 1 waiting\u001b[0m", CountsLine.text(today, now, health, true));
    }
}
