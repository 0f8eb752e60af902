package dev.tally.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs JMH with its own arguments, after printing machine, JDK and command line; then checks that benchmarks which promise
 * to allocate nothing did not.
 */
public final class BenchmarkRun {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    /** Bytes per call. The harness itself leaves a few thousandths. */
    private static final double NOTHING = 0.05;

    private BenchmarkRun() {}

    public static void main(String[] args) throws Exception {
        CommandLineOptions options = options(args);
        if (options.shouldHelp()) {
            options.showHelp();
            return;
        }
        System.out.println(circumstances(args));
        Runner runner = new Runner(new OptionsBuilder()
                .parent(options)
                .addProfiler(GCProfiler.class)
                .build());
        if (options.shouldList()) {
            runner.list();
            return;
        }
        System.exit(check(runner.run()) ? 0 : 1);
    }

    private static CommandLineOptions options(String[] args) throws RunnerException {
        try {
            return new CommandLineOptions(args);
        } catch (CommandLineOptionException e) {
            throw new RunnerException("cannot read the arguments: " + e.getMessage(), e);
        }
    }

    private static String circumstances(String[] args) {
        return String.format(
                Locale.ROOT,
                "# date     %s%n# java     %s %s%n# cpu      %s, %d in use%n# system   %s %s%n# command  bin/benchmarks %s%n",
                ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                cpu(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                String.join(" ", args));
    }

    private static String cpu() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static boolean check(Collection<RunResult> results) {
        List<String> allocating = results.stream()
                .filter(BenchmarkRun::promisesNothing)
                .filter(result -> allocated(result) > NOTHING)
                .map(result -> String.format(
                        Locale.ROOT, "%s: %.3f B/op", result.getParams().getBenchmark(), allocated(result)))
                .toList();
        long promised = results.stream().filter(BenchmarkRun::promisesNothing).count();
        if (allocating.isEmpty()) {
            System.out.printf(Locale.ROOT, "%nAllocation: %d results that promise 0 B/op, all keep it%n", promised);
            return true;
        }
        System.out.printf(Locale.ROOT, "%nAllocation: FAILED, these promise 0 B/op: %s%n", allocating);
        return false;
    }

    private static boolean promisesNothing(RunResult result) {
        String method = result.getParams().getBenchmark();
        try {
            return Class.forName(method.substring(0, method.lastIndexOf('.')))
                    .isAnnotationPresent(AllocatesNothing.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a benchmark without a class: " + method, e);
        }
    }

    private static double allocated(RunResult result) {
        Result<?> norm = result.getSecondaryResults().get(ALLOCATED);
        if (norm == null) {
            throw new IllegalStateException("JMH did not report " + ALLOCATED + ", only "
                    + result.getSecondaryResults().keySet());
        }
        return norm.getScore();
    }
}
