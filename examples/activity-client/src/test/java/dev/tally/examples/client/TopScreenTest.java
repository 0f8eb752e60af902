package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorSnapshot;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopScreenTest {
    private final TopScreen screen = new TopScreen(ZoneOffset.UTC, RateHistory.ASCII_BARS);
    private final SinkHealth health = new SinkHealth();

    private JsonNode status(long presses) throws IOException {
        Counts seen = Counts.NONE.with(Count.KEY_PRESSES, presses);
        Ledger ledger = new Ledger("http\u001b[2J x", seen, Counts.NONE, seen, Map.of());
        MonitorSnapshot snapshot = Snapshots.of(seen, List.of(ledger), Optional.empty());
        return new ObjectMapper()
                .readTree(
                        StatusReport.describe(snapshot, snapshot, Snapshots.STARTED, health, PauseControl.State.OPEN));
    }

    private List<String> lines(JsonNode status, int columns, int rows) {
        return screen.lines(status, new Terminal.Size(columns, rows)).stream()
                .map(TopScreen.Line::text)
                .toList();
    }

    @Test
    void eachSecondHasABarAndTheNewestIsAtTheRight() throws IOException {
        JsonNode last = status(0);
        for (long presses : new long[] {0, 1, 1, 9, 17, 18}) {
            last = status(presses);
            screen.add(last, 1);
        }
        String keys = lines(last, 80, 24).stream()
                .filter(it -> it.startsWith("keys"))
                .findFirst()
                .orElseThrow();
        assertEquals("keys             18         18         0" + " ".repeat(34) + ". ##.", keys);
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "40, 8", "10, 3", "200, 60", "1, 1"})
    void itFitsIntoTheTerminal(int columns, int rows) throws IOException {
        health.failed("http\u001b[2J x", "connection refused ".repeat(30));
        List<String> lines = lines(status(5), columns, rows);
        assertTrue(lines.size() <= rows, lines::toString);
        assertTrue(lines.stream().allMatch(line -> line.length() < columns), lines::toString);
        assertTrue(lines.stream().noneMatch(line -> line.chars().anyMatch(Character::isISOControl)), lines::toString);
    }

    @Test
    void itSaysWhatFails() throws IOException {
        health.failed("http\u001b[2J x", "connection refused");
        List<TopScreen.Line> lines = screen.lines(status(5), new Terminal.Size(80, 24));
        assertTrue(lines.stream()
                .anyMatch(
                        it -> it.style() == TopScreen.Style.WARNING && it.text().endsWith(": connection refused")));
        assertEquals("q quits", lines.get(lines.size() - 1).text());
    }

    @Test
    void aClientThatWasStartedAnewBeginsAtZero() {
        RateHistory rates = new RateHistory();
        rates.add(100, 1);
        rates.add(200, 1);
        rates.add(10, 1);
        rates.add(60, 0.5);
        assertEquals("   ##", rates.line(5, RateHistory.ASCII_BARS));
        assertEquals("#", rates.line(1, RateHistory.ASCII_BARS));
    }
}
