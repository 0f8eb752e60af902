package dev.tally.benchmarks.report;

import dev.tally.benchmarks.report.CommittedRatios.Comparison;
import dev.tally.benchmarks.report.RatioCheck.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * What {@code bin/benchmarks} does with results.
 *
 * <pre>
 * record  NAME RAW DIRECTORY [ARGUMENT...]   writes NAME.json and NAME.svg into the directory
 * check   ROOT SET [NAME...]                 runs the comparisons of a set of benchmarks/ratios.json; ends with 1 if a ratio is worse
 * accept  ROOT SET DIRECTORY NAME...         takes the ratios of results into benchmarks/ratios.json
 * publish ROOT DIRECTORY NAME...             writes the figures of results into docs/performance.md, and the plots that it shows beside it
 * </pre>
 */
public final class Report {
    private static final String RATIOS = "benchmarks/ratios.json";
    private static final String DOCUMENT = "docs/performance.md";
    private static final String IMAGES = "docs/images/benchmarks";

    private Report() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        switch (arguments[0]) {
            case "record" ->
                record(rest.get(0), Path.of(rest.get(1)), Path.of(rest.get(2)), rest.subList(3, rest.size()));
            case "check" -> System.exit(check(Path.of(rest.get(0)), rest.get(1), rest.subList(2, rest.size())) ? 0 : 1);
            case "accept" ->
                accept(Path.of(rest.get(0)), rest.get(1), Path.of(rest.get(2)), rest.subList(3, rest.size()));
            case "publish" -> publish(Path.of(rest.get(0)), Path.of(rest.get(1)), rest.subList(2, rest.size()));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void record(String name, Path raw, Path directory, List<String> arguments) throws IOException {
        RawParser parsed = RawParser.of(Files.readAllLines(raw));
        BenchmarkResult result = new BenchmarkResult(
                name,
                ZonedDateTime.now(ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toString(),
                String.join(" ", "bin/benchmarks " + name, String.join(" ", arguments))
                        .strip(),
                List.copyOf(arguments),
                Machine.here(),
                parsed.tools(),
                parsed.notes(),
                parsed.measurements());
        result.write(directory.resolve(name + ".json"));
        FiguresPlot.write(result, directory.resolve(name + ".svg"));
    }

    private static String command(String name, List<String> arguments) {
        return arguments.stream()
                .map(each -> each.contains(" ") ? "'" + each + "'" : each)
                .reduce("bin/benchmarks " + name, (command, each) -> command + " " + each);
    }

    private static boolean check(Path root, String set, List<String> names) throws IOException, InterruptedException {
        List<Comparison> comparisons = CommittedRatios.read(root.resolve(RATIOS)).set(set).stream()
                .filter(each -> names.isEmpty() || names.contains(each.benchmark()))
                .toList();
        List<Row> rows = new RatioCheck(comparison -> run(root, comparison)).check(comparisons);
        System.out.print(CheckTable.of(rows));
        return CheckTable.isGood(rows);
    }

    /** Runs a comparison in a process of its own; its result goes to a folder that no other command uses. */
    private static BenchmarkResult run(Path root, Comparison comparison) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(root.resolve("bin/benchmarks").toString(), comparison.benchmark()));
        command.addAll(comparison.arguments());
        Path directory = root.resolve("target/benchmarks/check");
        System.out.println("== " + String.join(" ", command.subList(1, command.size())));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TALLY_BENCHMARKS", directory.toString());
        builder.environment().put("TALLY_BUILT_PEERS", "1"); // a build of minutes is no part of a check
        if (builder.start().waitFor() != 0) {
            throw new IOException(comparison.benchmark() + " could not be measured; its output is in "
                    + directory.resolve(comparison.benchmark() + ".txt"));
        }
        return BenchmarkResult.read(directory.resolve(comparison.benchmark() + ".json"));
    }

    private static void accept(Path root, String set, Path directory, List<String> names) throws IOException {
        Path file = root.resolve(RATIOS);
        CommittedRatios ratios = Files.exists(file) ? CommittedRatios.read(file) : new CommittedRatios(new TreeMap<>());
        for (String name : names) {
            ratios.accept(set, BenchmarkResult.read(directory.resolve(name + ".json")));
        }
        ratios.write(file);
    }

    private static void publish(Path root, Path directory, List<String> names) throws IOException {
        FiguresDocument document = new FiguresDocument(root.resolve(DOCUMENT));
        Files.createDirectories(root.resolve(IMAGES));
        for (String name : names) {
            document.replace(
                    name, new FiguresTable(BenchmarkResult.read(directory.resolve(name + ".json"))).markdown());
            Path image = Path.of(IMAGES, name + ".svg");
            if (document.shows(image.getFileName().toString())) {
                Files.copy(directory.resolve(name + ".svg"), root.resolve(image), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        document.replace(
                FiguresDocument.PEERS_AHEAD,
                CheckTable.peersAhead(CommittedRatios.read(root.resolve(RATIOS)).set("all")));
        document.write();
    }
}
