package dev.tally.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The ratios that later runs are compared with: the content of {@code benchmarks/ratios.json}.
 *
 * @param sets by name, {@code quick} and {@code all}: comparisons with their arguments
 */
record CommittedRatios(TreeMap<String, List<Comparison>> sets) {

    /**
     * A comparison as it is run.
     *
     * @param benchmark its name
     * @param arguments its arguments
     * @param ratios what it must reach
     */
    record Comparison(String benchmark, List<String> arguments, List<Expected> ratios) {}

    /**
     * A ratio that was measured once and is to be kept.
     *
     * @param what the case
     * @param metric the metric
     * @param contender what is compared
     * @param peer with what
     * @param better which ratios are the better ones
     * @param ratio the contender's value as a part of the peer's
     */
    record Expected(
            @JsonProperty("case") String what,
            String metric,
            String contender,
            String peer,
            Better better,
            double ratio) {

        /** Takes a ratio with more digits than the page shows: one that is rounded twice could differ from it. */
        Expected withRatio(double measured) {
            return new Expected(what, metric, contender, peer, better, Math.round(measured * 10_000) / 10_000.0);
        }
    }

    static CommittedRatios read(Path file) throws IOException {
        return BenchmarkResult.JSON.readValue(file.toFile(), CommittedRatios.class);
    }

    void write(Path file) throws IOException {
        Files.writeString(file, BenchmarkResult.JSON.writeValueAsString(this) + "\n");
    }

    /** Returns the comparisons of a set. */
    List<Comparison> set(String name) {
        List<Comparison> set = sets.get(name);
        if (set == null) {
            throw new IllegalArgumentException("no set of ratios is called " + name + "; there are " + sets.keySet());
        }
        return set;
    }

    /**
     * Takes the measured ratios of a comparison. If some of its ratios are listed already, no others are added: a comparison has ratios
     * that vary too much from run to run to be kept.
     */
    void accept(String set, BenchmarkResult result) {
        List<Comparison> comparisons = new ArrayList<>(sets.getOrDefault(set, List.of()));
        Set<Expected> listed = comparisons.stream()
                .filter(each -> each.benchmark().equals(result.name()))
                .flatMap(each -> each.ratios().stream())
                .map(each -> each.withRatio(0))
                .collect(Collectors.toSet());
        List<Expected> taken = expected(result).stream()
                .filter(each -> listed.isEmpty() || listed.contains(each.withRatio(0)))
                .toList();
        comparisons.removeIf(each -> each.benchmark().equals(result.name()));
        comparisons.add(new Comparison(result.name(), result.arguments(), taken));
        sets.put(set, comparisons);
    }

    private static List<Expected> expected(BenchmarkResult result) {
        List<Expected> all = new ArrayList<>();
        for (Measurement each : result.measurements()) {
            for (Measurement.Ratio ratio : each.ratios()) {
                all.add(new Expected(each.what(), each.metric(), ratio.contender(), ratio.peer(), each.better(), 0)
                        .withRatio(ratio.ratio()));
            }
        }
        return all;
    }
}
