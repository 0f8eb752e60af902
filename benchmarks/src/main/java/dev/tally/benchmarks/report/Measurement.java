package dev.tally.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One metric of one case, for every contender.
 *
 * @param what the case: the load, the size, the number of clients
 * @param metric the metric, named by its unit
 * @param better which values are the better ones
 * @param contenders what was measured
 * @param ratios the comparisons
 */
record Measurement(
        @JsonProperty("case") String what,
        String metric,
        Better better,
        List<Contender> contenders,
        List<Ratio> ratios) {

    /**
     * The values of a contender, in the order of the rounds.
     *
     * @param name its name
     * @param values what was measured
     * @param median their median
     */
    record Contender(String name, List<Double> values, double median) {
        static Contender of(String name, List<Double> values) {
            return new Contender(name, List.copyOf(values), Measurement.median(values));
        }
    }

    /**
     * The median of a contender as a part of that of its peer.
     *
     * @param contender which contender
     * @param peer its peer
     * @param ratio the ratio of the medians, or the median of the ratios of the rounds if both have as many
     */
    record Ratio(String contender, String peer, double ratio) {}

    Optional<Contender> contender(String name) {
        return contenders.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** Returns the ratio of two contenders; both must be there. */
    static Ratio ratio(Contender contender, Contender peer) {
        int rounds = contender.values().size();
        double ratio = contender.median() / peer.median();
        if (rounds == peer.values().size()) {
            double[] ofRounds = new double[rounds];
            Arrays.setAll(
                    ofRounds, i -> contender.values().get(i) / peer.values().get(i));
            ratio = median(Arrays.stream(ofRounds).boxed().toList());
        }
        return new Ratio(contender.name(), peer.name(), ratio);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
