package dev.tally.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the lines of {@link RawResults}.
 *
 * <p><b>Threads.</b> One.
 */
final class RawParser {
    private record Key(String what, String metric) {}

    private record Compared(String contender, String peer) {}

    private static final class Values {
        final Better better;
        final Map<String, List<Double>> byContender = new LinkedHashMap<>();
        final Set<Compared> compared = new LinkedHashSet<>(); // each round may name it again

        Values(Better better) {
            this.better = better;
        }
    }

    private final Map<Key, Values> measured = new LinkedHashMap<>();
    private final Map<String, String> tools = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** Reads lines; a comparison of a contender or a peer that was not measured is left out. */
    static RawParser of(List<String> lines) throws IOException {
        RawParser parser = new RawParser();
        for (String line : lines) {
            parser.read(line, line.split("\t", -1));
        }
        return parser;
    }

    List<Measurement> measurements() {
        List<Measurement> all = new ArrayList<>();
        measured.forEach((key, values) -> all.add(measurement(key, values)));
        return all;
    }

    Map<String, String> tools() {
        return tools;
    }

    List<String> notes() {
        return notes;
    }

    private void read(String line, String[] fields) throws IOException {
        switch (fields[0] + fields.length) {
            case "value6" -> value(fields);
            case "ratio5" -> compared(line, fields);
            case "tool3" -> tools.put(fields[1], fields[2]);
            case "note2" -> notes.add(fields[1]);
            default -> throw new IOException("not a line of raw results: " + line);
        }
    }

    private void value(String[] fields) {
        Better better = Better.valueOf(fields[3].toUpperCase(Locale.ROOT));
        measured.computeIfAbsent(new Key(fields[1], fields[2]), key -> new Values(better))
                .byContender
                .computeIfAbsent(fields[4], name -> new ArrayList<>())
                .add(Double.valueOf(fields[5]));
    }

    private void compared(String line, String[] fields) throws IOException {
        Values values = measured.get(new Key(fields[1], fields[2]));
        if (values == null) {
            throw new IOException("nothing was measured before this comparison: " + line);
        }
        values.compared.add(new Compared(fields[3], fields[4]));
    }

    private static Measurement measurement(Key key, Values values) {
        List<Measurement.Contender> contenders = new ArrayList<>();
        values.byContender.forEach((name, each) -> contenders.add(Measurement.Contender.of(name, each)));
        Measurement without = new Measurement(key.what, key.metric, values.better, contenders, List.of());
        List<Measurement.Ratio> ratios = new ArrayList<>();
        for (Compared each : values.compared) {
            Optional<Measurement.Contender> contender = without.contender(each.contender);
            Optional<Measurement.Contender> peer = without.contender(each.peer);
            if (contender.isPresent() && peer.isPresent()) {
                ratios.add(Measurement.ratio(contender.get(), peer.get()));
            }
        }
        return new Measurement(key.what, key.metric, values.better, contenders, ratios);
    }
}
