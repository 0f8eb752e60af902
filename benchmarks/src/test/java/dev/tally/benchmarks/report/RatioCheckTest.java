package dev.tally.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.benchmarks.report.CommittedRatios.Comparison;
import dev.tally.benchmarks.report.CommittedRatios.Expected;
import dev.tally.benchmarks.report.RatioCheck.Row;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatioCheckTest {
    private static final String WHAT = "1 client";
    private static final String METRIC = "messages/s";

    private final Deque<BenchmarkResult> runs = new ArrayDeque<>();

    @Test
    void aRatioThatIsKeptNeedsOneRun() throws Exception {
        runs.add(result(Better.HIGHER, 800, 100));

        List<Row> rows = check(Better.HIGHER, 9);

        assertTrue(CheckTable.isGood(rows), () -> CheckTable.of(rows));
        assertTrue(runs.isEmpty());
    }

    @Test
    void aCommittedRatioThatIsOutOfReachFails() throws Exception {
        for (int i = 0; i < RatioCheck.RUNS; i++) {
            runs.add(result(Better.HIGHER, 800, 100));
        }

        List<Row> rows = check(Better.HIGHER, 10.1);

        assertFalse(CheckTable.isGood(rows));
        assertTrue(CheckTable.of(rows).contains("WORSE"), () -> CheckTable.of(rows));
        assertTrue(CheckTable.of(rows).contains("1 of 1 ratios are more than 25 % worse"), () -> CheckTable.of(rows));
    }

    @Test
    void costsAreWorseWhenTheyAreHigher() throws Exception {
        for (int i = 0; i < RatioCheck.RUNS; i++) {
            runs.add(result(Better.LOWER, 130, 100));
        }

        assertFalse(CheckTable.isGood(check(Better.LOWER, 1.0)));
    }

    @Test
    void costsMayBeAQuarterHigher() throws Exception {
        runs.add(result(Better.LOWER, 124, 100));

        assertTrue(CheckTable.isGood(check(Better.LOWER, 1.0)));
    }

    @Test
    void aRunThatWasDisturbedIsRepeated() throws Exception {
        runs.add(result(Better.LOWER, 300, 100));
        runs.add(result(Better.LOWER, 110, 100));

        List<Row> rows = check(Better.LOWER, 1.0);

        assertTrue(CheckTable.isGood(rows), () -> CheckTable.of(rows));
        assertEquals(List.of(3.0, 1.1), rows.get(0).measured());
    }

    @Test
    void aPeerThatIsNotThereIsNoFailure() throws Exception {
        runs.add(result(Better.LOWER, 110, 100));
        Expected missing = new Expected(WHAT, METRIC, "tally", "another", Better.LOWER, 0.1);
        Comparison comparison = new Comparison("test", List.of(), List.of(expected(Better.LOWER, 1.0), missing));

        List<Row> rows = new RatioCheck(each -> runs.remove()).check(List.of(comparison));

        assertTrue(CheckTable.isGood(rows), () -> CheckTable.of(rows));
        assertTrue(CheckTable.of(rows).contains("not measured"));
    }

    @Test
    void nothingMeasuredIsAFailure() throws Exception {
        runs.add(new BenchmarkResult("test", "", "", List.of(), MACHINE, Map.of(), List.of(), List.of()));

        assertFalse(CheckTable.isGood(check(Better.LOWER, 1.0)));
    }

    private List<Row> check(Better better, double committed) throws IOException, InterruptedException {
        Comparison comparison = new Comparison("test", List.of(), List.of(expected(better, committed)));
        return new RatioCheck(each -> runs.remove()).check(List.of(comparison));
    }

    private static Expected expected(Better better, double ratio) {
        return new Expected(WHAT, METRIC, "tally", "peer", better, ratio);
    }

    private static final Machine MACHINE = new Machine("CPU", 2, 1000, "Debian", "6.1.0", "25", 0.5);

    private static BenchmarkResult result(Better better, double ours, double peer) {
        List<String> lines = List.of(
                "value\t" + WHAT + "\t" + METRIC + "\t" + better.name().toLowerCase() + "\ttally\t" + ours,
                "value\t" + WHAT + "\t" + METRIC + "\t" + better.name().toLowerCase() + "\tpeer\t" + peer,
                "ratio\t" + WHAT + "\t" + METRIC + "\ttally\tpeer");
        try {
            return new BenchmarkResult(
                    "test",
                    "2026-01-01T00:00Z",
                    "bin/benchmarks test",
                    List.of(),
                    MACHINE,
                    Map.of(),
                    List.of(),
                    RawParser.of(lines).measurements());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
