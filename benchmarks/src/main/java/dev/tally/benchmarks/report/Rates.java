package dev.tally.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Values of one metric of one case of which the higher ones are better, for any number of contenders: printed, and added to the raw results.
 *
 * <p><b>Threads.</b> One.
 */
public final class Rates {
    private final String what;
    private final String metric;
    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final Map<String, List<String>> peers = new LinkedHashMap<>();

    /** Creates an empty collection for a case and a metric. */
    public Rates(String what, String metric) {
        this.what = what;
        this.metric = metric;
    }

    /** Adds a value of a round. */
    public void add(String contender, double value) {
        values.computeIfAbsent(contender, name -> new ArrayList<>()).add(value);
        RawResults.higher(what, metric, contender, value);
    }

    /** Compares a contender with a peer, if both were measured. */
    public void compare(String contender, String peer) {
        if (values.containsKey(contender) && values.containsKey(peer)) {
            peers.computeIfAbsent(contender, name -> new ArrayList<>()).add(peer);
            RawResults.compare(what, metric, contender, peer);
        }
    }

    /** Prints medians and ratios. */
    public void print() {
        System.out.printf("%n%s, %s%n", what, metric);
        values.forEach((contender, each) -> System.out.printf(
                Locale.ROOT, "  %-36s %,14.0f%s%n", contender, Measurement.median(each), ratios(contender)));
    }

    private String ratios(String contender) {
        StringBuilder text = new StringBuilder();
        for (String peer : peers.getOrDefault(contender, List.of())) {
            double ratio = Measurement.ratio(
                            Measurement.Contender.of(contender, values.getOrDefault(contender, List.of())),
                            Measurement.Contender.of(peer, values.getOrDefault(peer, List.of())))
                    .ratio();
            text.append(String.format(Locale.ROOT, "   %.2f x %s", ratio, peer));
        }
        return text.toString();
    }
}
