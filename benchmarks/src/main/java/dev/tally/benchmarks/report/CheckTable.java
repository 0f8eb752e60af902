package dev.tally.benchmarks.report;

import dev.tally.benchmarks.report.CommittedRatios.Comparison;
import dev.tally.benchmarks.report.CommittedRatios.Expected;
import dev.tally.benchmarks.report.RatioCheck.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a check found, as text. */
final class CheckTable {
    /** Comparisons with something that does less, or with Tally itself. */
    private static final Set<String> WITHOUT_PEER = Set.of("growth", "load", "start");

    /** What writes the bytes that Tally has made: a limit, and no peer. */
    private static final String LIMIT = "plain stream";

    private static final double CLEARLY = 1.05;

    private CheckTable() {}

    /** Returns a line for each ratio, and a sentence. */
    static String of(List<Row> rows) {
        StringBuilder text = new StringBuilder(line("comparison", "of what", "committed", "measured", ""));
        rows.forEach(row -> text.append(line(row)));
        long worse = rows.stream().filter(Row::isWorse).count();
        long missing = rows.stream().filter(row -> row.measured().isEmpty()).count();
        text.append(String.format(
                Locale.ROOT,
                "%n%d of %d ratios are more than 25 %% worse than committed, %d could not be measured here.%n",
                worse,
                rows.size(),
                missing));
        return text.toString();
    }

    /** Says whether something was measured and nothing is worse. */
    static boolean isGood(List<Row> rows) {
        return rows.stream().noneMatch(Row::isWorse)
                && rows.stream().anyMatch(row -> !row.measured().isEmpty());
    }

    /** Returns a list in Markdown of the ratios at which a peer is more than a twentieth better than Tally. */
    static String peersAhead(List<Comparison> comparisons) {
        List<String> lines = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            if (WITHOUT_PEER.contains(comparison.benchmark())) {
                continue;
            }
            for (Expected each : comparison.ratios()) {
                if (isOfTally(each) && each.better().timesWorse(each.ratio(), 1) > CLEARLY) {
                    lines.add(String.format(
                            "- %s, %s: %s, %s× the %s of %s",
                            comparison.benchmark(),
                            each.what(),
                            each.contender(),
                            FiguresTable.number(each.ratio()),
                            each.metric(),
                            each.peer()));
                }
            }
        }
        return lines.isEmpty() ? "Nowhere." : String.join("\n", lines);
    }

    /** Says whether the ratio compares Tally with a peer; others compare two peers. */
    private static boolean isOfTally(Expected ratio) {
        return ratio.contender().startsWith("Tally") && !ratio.peer().equals(LIMIT);
    }

    private static String line(Row row) {
        Expected expected = row.expected();
        String measured = row.measured().stream().map(FiguresTable::number).collect(Collectors.joining(" "));
        String verdict = row.measured().isEmpty() ? "not measured" : row.isWorse() ? "WORSE" : "ok";
        return line(
                row.comparison().benchmark() + ", " + expected.what(),
                expected.metric() + ", " + expected.contender() + " / " + expected.peer(),
                FiguresTable.number(expected.ratio()),
                measured,
                verdict);
    }

    private static String line(String comparison, String what, String committed, String measured, String verdict) {
        return String.format("%-32s %-64s %10s %20s  %s%n", comparison, what, committed, measured, verdict);
    }
}
