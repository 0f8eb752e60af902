package dev.tally.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts by the names of the server's summary: of the input that was made, or as the server reports it. */
record Totals(Map<String, Long> byName) {
    /** Maps the names of the summary's counts to what the demo prints. */
    private static final Map<String, String> NAMES = names();

    static final Totals NONE = new Totals(Map.of());

    private static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("kp", "key presses");
        names.put("lc", "left clicks");
        names.put("mc", "middle clicks");
        names.put("rc", "right clicks");
        names.put("mm", "motions");
        return names;
    }

    static Totals of(String name, long count) {
        if (!NAMES.containsKey(name)) {
            throw new IllegalArgumentException("the summary has no '" + name + "'");
        }
        return new Totals(Map.of(name, count));
    }

    /** Sums the rows of a summary. */
    static Totals ofSummary(JsonNode summary) {
        Totals sum = NONE;
        for (JsonNode row : summary.path("rows")) {
            for (String name : NAMES.keySet()) {
                sum = sum.plus(of(name, row.path(name).asLong()));
            }
        }
        return sum;
    }

    long get(String name) {
        return byName.getOrDefault(name, 0L);
    }

    Totals plus(Totals other) {
        Map<String, Long> sum = new LinkedHashMap<>();
        NAMES.keySet().forEach(name -> sum.put(name, get(name) + other.get(name)));
        return new Totals(sum);
    }

    boolean matches(Totals other) {
        return NAMES.keySet().stream().allMatch(name -> get(name) == other.get(name));
    }

    /** Returns a table that compares the input with what the server serves. */
    String beside(Totals served) {
        StringBuilder table = new StringBuilder("%n  %-15s %9s %9s%n".formatted("", "done", "served"));
        NAMES.forEach((name, label) -> table.append("  %-15s %9d %9d  %s%n"
                .formatted(label, get(name), served.get(name), get(name) == served.get(name) ? "=" : "DIFFERENT")));
        return table.toString();
    }
}
