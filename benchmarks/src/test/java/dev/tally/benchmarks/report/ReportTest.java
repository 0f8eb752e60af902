package dev.tally.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    private Path directory;

    @Test
    void resultsAndPlotAreMadeOfRawLines() throws Exception {
        BenchmarkResult result = record();

        Measurement rates = result.measurement("small", "messages/s").orElseThrow();
        assertEquals(List.of(30.0, 10.0, 20.0), rates.contenders().get(0).values());
        assertEquals(20, rates.contenders().get(0).median());
        assertEquals(2, rates.ratios().get(0).ratio(), "the median of 3, 1 and 2");
        assertEquals("bin/benchmarks test 3 small", result.command());
        assertEquals("1.2", result.tools().get("node"));
        assertTrue(result.machine().cores() > 0);
        assertTrue(Files.readString(directory.resolve("test.svg")).contains("<svg"));
    }

    @Test
    void figuresReplaceTheirBlockAndNothingElse() throws Exception {
        Path file = directory.resolve("performance.md");
        Files.writeString(
                file,
                "before\n<!-- figures test -->\nold $1\n<!-- end of figures -->\nbetween\n"
                        + "<!-- figures other -->\nkept\n<!-- end of figures -->\nafter\n");

        FiguresDocument document = new FiguresDocument(file);
        document.replace("test", new FiguresTable(record()).markdown());
        document.write();

        String text = Files.readString(file);
        assertTrue(text.startsWith("before\n<!-- figures test -->\n`bin/benchmarks test 3 small`, 20"), text);
        assertTrue(
                text.contains(
                        "| messages/s | small | large |\n|---|---|---|\n| Tally | 20 (2×) | 5 |\n| peer | 10 |  |"),
                text);
        assertTrue(
                text.endsWith(
                        "<!-- end of figures -->\nbetween\n<!-- figures other -->\nkept\n<!-- end of figures -->\nafter\n"),
                text);
        assertThrows(IOException.class, () -> document.replace("missing", ""));
    }

    @Test
    void numbersHaveThreeDigits() {
        assertEquals("35,700,000", FiguresTable.number(35_712_345));
        assertEquals("1.23", FiguresTable.number(1.2345));
        assertEquals("0.0123", FiguresTable.number(0.012345));
        assertEquals("0", FiguresTable.number(0));
    }

    @Test
    void aLineThatIsNotOfTheFormatIsRefused() {
        assertThrows(IOException.class, () -> RawParser.of(List.of("value\tsmall")));
    }

    @Test
    void theCommittedRatiosCanBeReadAndHaveAQuickSet() throws Exception {
        CommittedRatios ratios = CommittedRatios.read(Path.of("ratios.json"));

        assertTrue(ratios.set("quick").size() > 3, ratios::toString);
        assertThrows(IllegalArgumentException.class, () -> ratios.set("slow"));
    }

    @Test
    void theDocumentSaysWhereTheCommittedRatiosAreBehind() throws Exception {
        FiguresDocument document = new FiguresDocument(Path.of("../docs/performance.md"));
        CommittedRatios ratios = CommittedRatios.read(Path.of("ratios.json"));

        assertEquals(CheckTable.peersAhead(ratios.set("all")) + "\n", document.figures(FiguresDocument.PEERS_AHEAD));
        for (CommittedRatios.Comparison each : ratios.set("all")) {
            assertTrue(document.names().contains(each.benchmark()), each::benchmark);
        }
    }

    @Test
    void onlyAPeerOfTallyIsAhead() {
        List<CommittedRatios.Expected> ratios = List.of(
                expected("Tally, flushed", "a C program", 1.4546),
                expected("another library", "a C program", 6.2),
                expected("Tally", "plain stream", 1.7),
                expected("Tally", "near", 1.04));
        String list = CheckTable.peersAhead(List.of(new CommittedRatios.Comparison("xrecord", List.of(), ratios)));

        assertEquals("- xrecord, 1000/s: Tally, flushed, 1.45× the µs of a C program", list);
    }

    /** With the digits that the file keeps. */
    private static CommittedRatios.Expected expected(String contender, String peer, double ratio) {
        return new CommittedRatios.Expected("1000/s", "µs", contender, peer, Better.LOWER, 0).withRatio(ratio);
    }

    private BenchmarkResult record() throws IOException, InterruptedException {
        Path raw = directory.resolve("test.raw");
        Files.write(
                raw,
                List.of(
                        "tool\tnode\t1.2",
                        "value\tsmall\tmessages/s\thigher\tTally\t30",
                        "value\tsmall\tmessages/s\thigher\tpeer\t10",
                        "value\tsmall\tmessages/s\thigher\tTally\t10",
                        "value\tsmall\tmessages/s\thigher\tpeer\t10",
                        "value\tsmall\tmessages/s\thigher\tTally\t20",
                        "value\tsmall\tmessages/s\thigher\tpeer\t10",
                        "ratio\tsmall\tmessages/s\tTally\tpeer",
                        "value\tlarge\tmessages/s\thigher\tTally\t5",
                        "ratio\tlarge\tmessages/s\tTally\tpeer"));
        Report.main(new String[] {"record", "test", raw.toString(), directory.toString(), "3", "small"});
        return BenchmarkResult.read(directory.resolve("test.json"));
    }
}
