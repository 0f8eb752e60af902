package dev.tally.benchmarks.report;

import dev.tally.benchmarks.report.CommittedRatios.Comparison;
import dev.tally.benchmarks.report.CommittedRatios.Expected;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Runs comparisons and says which ratios are more than a quarter worse than the committed ones.
 *
 * <p>A machine with other work on it disturbs a run now and then, so a ratio is worse only if it was worse in each of
 * {@value #RUNS} runs: a comparison with a ratio that looks worse is run again. A contender or peer that is not there, as
 * when a tool is missing, is told and is no failure; if nothing at all could be compared, that is one.
 */
final class RatioCheck {
    static final double LIMIT = 1.25;
    static final int RUNS = 3;

    /** Runs a comparison. */
    interface Runs {
        BenchmarkResult run(Comparison comparison) throws IOException, InterruptedException;
    }

    /**
     * What became of one ratio.
     *
     * @param expected the committed ratio
     * @param measured what was measured in each run; empty if it was not
     */
    record Row(Comparison comparison, Expected expected, List<Double> measured) {
        /** Returns how many times worse the best run is; empty if it was not measured. */
        OptionalDouble timesWorse() {
            return measured.stream()
                    .mapToDouble(ratio -> expected.better().timesWorse(ratio, expected.ratio()))
                    .min();
        }

        boolean isWorse() {
            return timesWorse().orElse(0) > LIMIT;
        }
    }

    private final Runs runs;

    RatioCheck(Runs runs) {
        this.runs = runs;
    }

    List<Row> check(List<Comparison> comparisons) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            rows.addAll(check(comparison));
        }
        return rows;
    }

    private List<Row> check(Comparison comparison) throws IOException, InterruptedException {
        Map<Expected, Row> rows = new LinkedHashMap<>();
        comparison.ratios().forEach(each -> rows.put(each, new Row(comparison, each, new ArrayList<>())));
        for (int run = 0; run < RUNS; run++) {
            BenchmarkResult result = runs.run(comparison);
            rows.values().forEach(row -> ratio(result, row.expected).ifPresent(row.measured::add));
            if (rows.values().stream().noneMatch(Row::isWorse)) {
                break;
            }
        }
        return List.copyOf(rows.values());
    }

    private static OptionalDouble ratio(BenchmarkResult result, Expected expected) {
        return result.measurement(expected.what(), expected.metric()).stream()
                .flatMap(each -> each.ratios().stream())
                .filter(each -> each.contender().equals(expected.contender())
                        && each.peer().equals(expected.peer()))
                .mapToDouble(Measurement.Ratio::ratio)
                .findFirst();
    }
}
