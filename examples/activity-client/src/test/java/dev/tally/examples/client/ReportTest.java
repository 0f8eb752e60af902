package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.aggregation.Ledger;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final UUID RUN = new UUID(1, 2);
    private static final Counts FIVE = Counts.NONE.with(Count.KEY_PRESSES, 5);
    private static final Counts TWO = Counts.NONE.with(Count.KEY_PRESSES, 2);

    @TempDir
    private Path directory;

    @Test
    void itHoldsTheTotalsTheLedgerAndTheIntervals() throws IOException {
        Path file = directory.resolve("report");
        Report report = new Report(file.toString());
        report.delivered("http", new ActivityInterval(RUN, 3, 4, Instant.EPOCH, Instant.ofEpochMilli(9), TWO));
        Ledger ledger = new Ledger("http", FIVE, TWO, FIVE.minus(TWO), Map.of());
        report.write(Snapshots.of(FIVE, List.of(ledger), Optional.empty()));

        JsonNode json = new ObjectMapper().readTree(Files.readString(file));
        assertEquals(5, json.path("totals").path("keyPresses").asLong());
        assertEquals(Count.values().length, json.path("totals").size());
        assertEquals(2, json.at("/ledger/0/delivered/keyPresses").asLong());
        assertEquals(3, json.at("/ledger/0/pending/keyPresses").asLong());
        assertEquals(0, json.at("/ledger/0/unaccounted/keyPresses").asLong());
        assertEquals(1, json.path("intervals_delivered").asLong());
        assertEquals(RUN.toString(), json.at("/intervals/0/run").asText());
        assertEquals(9, json.at("/intervals/0/end_ms").asLong());
    }

    @Test
    void withoutATargetNothingIsKept() throws IOException {
        Report report = new Report(null);
        report.write(Snapshots.of(FIVE, List.of(), Optional.empty()));
        assertFalse(Files.list(directory).findAny().isPresent());
    }
}
