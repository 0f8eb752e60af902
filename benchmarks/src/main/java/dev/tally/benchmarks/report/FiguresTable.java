package dev.tally.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The figures of a result in Markdown, with machine, date and command.
 *
 * <p>A result of many cases has a table for each metric with a row for each case; one of a few, but not fewer than metrics, has a column
 * for each case; any other has a table for each case with a column for each metric.
 */
final class FiguresTable {
    /** With more cases than this, each is a row. */
    private static final int MOST_COLUMNS = 4;

    private final BenchmarkResult result;
    private final Set<String> cases = new LinkedHashSet<>();
    private final Set<String> metrics = new LinkedHashSet<>();
    private final Set<String> contenders = new LinkedHashSet<>();

    FiguresTable(BenchmarkResult result) {
        this.result = result;
        for (Measurement each : result.measurements()) {
            cases.add(each.what());
            metrics.add(each.metric());
            each.contenders().forEach(contender -> contenders.add(contender.name()));
        }
    }

    String markdown() {
        List<String> parts = new ArrayList<>(List.of(circumstances()));
        if (cases.size() > MOST_COLUMNS) {
            metrics.forEach(
                    metric -> parts.add(table(metric, cases, contenders, (what, name) -> cell(name, what, metric))));
        } else if (cases.size() >= metrics.size()) {
            metrics.forEach(
                    metric -> parts.add(table(metric, contenders, cases, (name, what) -> cell(name, what, metric))));
        } else {
            cases.forEach(
                    what -> parts.add(table(what, contenders, metrics, (name, metric) -> cell(name, what, metric))));
        }
        return String.join("\n\n", parts);
    }

    private String circumstances() {
        String tools = result.tools().entrySet().stream()
                .map(tool -> ", " + tool.getKey() + " " + tool.getValue())
                .collect(Collectors.joining());
        String notes = result.notes().stream().map(note -> " " + note).collect(Collectors.joining());
        return "`" + result.command() + "`, " + result.date().substring(0, 10) + ", "
                + result.machine().phrase() + tools + ". " + rounds() + peers() + "." + notes;
    }

    private String rounds() {
        TreeSet<Integer> rounds = result.measurements().stream()
                .flatMap(each -> each.contenders().stream())
                .map(contender -> contender.values().size())
                .collect(Collectors.toCollection(TreeSet::new));
        if (rounds.isEmpty() || rounds.last() == 1) {
            return "One run";
        }
        return "Medians of " + rounds.stream().map(String::valueOf).collect(Collectors.joining(" or ")) + " rounds";
    }

    /** With one contender and several peers a ratio is beside its peer, else beside the contender. */
    private boolean isBesidePeer() {
        return names(Measurement.Ratio::peer).size() > 1
                && names(Measurement.Ratio::contender).size() == 1;
    }

    private String peers() {
        if (names(Measurement.Ratio::peer).isEmpty()) {
            return "";
        }
        return isBesidePeer()
                ? "; × is " + String.join("", names(Measurement.Ratio::contender)) + " as a multiple of the peer"
                : "; × is the multiple of " + String.join(" or ", names(Measurement.Ratio::peer));
    }

    private Set<String> names(Function<Measurement.Ratio, String> of) {
        return result.measurements().stream()
                .flatMap(each -> each.ratios().stream())
                .map(of)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns a table without its empty rows and columns. */
    private static String table(
            String corner, Set<String> allRows, Set<String> allColumns, BiFunction<String, String, String> cell) {
        List<String> rows = allRows.stream()
                .filter(row -> allColumns.stream()
                        .anyMatch(column -> !cell.apply(row, column).isEmpty()))
                .toList();
        List<String> columns = allColumns.stream()
                .filter(column -> allRows.stream()
                        .anyMatch(row -> !cell.apply(row, column).isEmpty()))
                .toList();
        StringBuilder table = new StringBuilder("| " + corner + " | " + String.join(" | ", columns) + " |\n|");
        table.append("---|".repeat(columns.size() + 1));
        for (String row : rows) {
            String cells =
                    columns.stream().map(column -> cell.apply(row, column)).collect(Collectors.joining(" | "));
            table.append("\n| " + row + " | " + cells + " |");
        }
        return table.toString();
    }

    private String cell(String contender, String what, String metric) {
        Optional<Measurement> measurement = result.measurement(what, metric);
        return measurement
                .flatMap(each -> each.contender(contender))
                .map(found -> number(found.median()) + ratio(measurement.get(), contender))
                .orElse("");
    }

    private String ratio(Measurement measurement, String name) {
        boolean onePeer = names(Measurement.Ratio::peer).size() == 1;
        return measurement.ratios().stream()
                .filter(each -> name.equals(isBesidePeer() ? each.peer() : each.contender()))
                .map(each -> number(each.ratio()) + "×" + (onePeer || isBesidePeer() ? "" : " " + each.peer()))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), text -> text.isEmpty() ? "" : " (" + text + ")"));
    }

    /** Returns a number with three digits that count. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1000) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        int digits = (int) Math.floor(Math.log10(Math.abs(value)));
        double step = Math.pow(10, digits - 2);
        return String.format(Locale.ROOT, "%,." + Math.max(0, 2 - digits) + "f", Math.round(value / step) * step);
    }
}
