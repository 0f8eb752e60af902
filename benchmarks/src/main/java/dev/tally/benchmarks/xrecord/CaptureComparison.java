package dev.tally.benchmarks.xrecord;

import dev.tally.benchmarks.report.RawResults;
import dev.tally.capture.CaptureException;
import dev.tally.testkit.x11.RootWindowListener;
import dev.tally.testkit.x11.XTestClient;
import dev.tally.testkit.x11.XvfbServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What does one report from an X server cost a process that counts it, all of its threads together?
 *
 * <p>Each consumer runs as a process of its own on an X server of its own, is warmed up, and is then given motions at a
 * steady rate while another client listens, so that the server reports them one by one as on a desktop; or in bursts that
 * no other client listens to, so that it reports up to 31 at once. Rounds alternate between the consumers. The time is what
 * the kernel's scheduler accounts to their threads (/proc/PID/task/TID/schedstat).
 *
 * <p>Arguments: the C reference program, the number of rounds.
 */
public final class CaptureComparison {
    private static final String REFERENCE = "C on libXtst";

    private static final int MOST_PAUSES = 10;

    private final Map<String, List<String>> consumers = new LinkedHashMap<>();
    /** What each consumer counted in the rounds of one load. */
    private final Map<String, IntSummaryStatistics> counts = new LinkedHashMap<>();

    /** A number of motions at a rate per second; rate 0 means in bursts. */
    private record Load(String name, int perSecond, int motions) {
        /** The warm-up, long enough for the JVM to compile the code: a counter of input runs for days. */
        Load warmUp() {
            return perSecond == 0 ? this : new Load("warming up", 8000, 40_000);
        }
    }

    private static final List<Load> LOADS = List.of(
            new Load("1000/s", 1000, 4000), new Load("8000/s", 8000, 24_000), new Load("bursts of 1000", 0, 200_000));

    private CaptureComparison(String reference) {
        String java = ProcessHandle.current().info().command().orElse("java");
        List<String> vm = List.of(
                java,
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Dslf4j.internal.verbosity=ERROR",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path", ""));
        consumers.put(REFERENCE, List.of(reference, "DISPLAY"));
        consumers.put("Tally, socket", plus(vm, TallyConsumer.class.getName(), "DISPLAY", "socket"));
        consumers.put("Tally, flushed", plus(vm, TallyConsumer.class.getName(), "DISPLAY", "socket", "20"));
        consumers.put("Tally, xcb", plus(vm, TallyConsumer.class.getName(), "DISPLAY", "xcb"));
        consumers.put("JNativeHook 2.2.2", plus(vm, JNativeHookConsumer.class.getName()));
    }

    private static List<String> plus(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toList();
    }

    public static void main(String[] arguments) throws Exception {
        CaptureComparison comparison = new CaptureComparison(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        System.out.printf(Locale.ROOT, "CPU per report in µs, median of %d rounds (lowest to highest)%n", rounds);
        for (Load load : LOADS) {
            comparison.print(load, comparison.measure(load, rounds));
        }
    }

    private Map<String, List<Double>> measure(Load load, int rounds) throws Exception {
        Map<String, List<Double>> costs = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String name : consumers.keySet()) {
                double cost = cost(name, load);
                costs.computeIfAbsent(name, n -> new ArrayList<>()).add(cost);
                RawResults.lower(load.name(), "µs of CPU a report", name, cost);
            }
        }
        return costs;
    }

    private void print(Load load, Map<String, List<Double>> costs) {
        double least = median(costs.getOrDefault(REFERENCE, List.of()));
        System.out.println(load.name());
        costs.keySet().stream()
                .filter(name -> !name.equals(REFERENCE))
                .forEach(name -> RawResults.compare(load.name(), "µs of CPU a report", name, REFERENCE));
        costs.forEach((name, values) -> System.out.printf(
                Locale.ROOT,
                "  %-20s %7.2f   (%.2f to %.2f)   %.2f x C%n",
                name,
                median(values),
                values.stream().mapToDouble(v -> v).min().orElse(0),
                values.stream().mapToDouble(v -> v).max().orElse(0),
                median(values) / least));
        noteIncomplete(load);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    private double cost(String name, Load load) throws Exception {
        try (XvfbServer server = XvfbServer.start();
                XTestClient hands = XTestClient.connect(server.display());
                Bystander bystander = new Bystander(server.display(), load.perSecond() != 0)) {
            return cost(name, load, hands, start(name, server.display()));
        }
    }

    private double cost(String name, Load load, XTestClient hands, Process process) throws Exception {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        try {
            if (!"live".equals(out.readLine())) {
                throw new IOException(name + " did not start");
            }
            move(hands, load.warmUp());
            long before = settledCpuNanos(process);
            move(hands, load);
            double cost = (settledCpuNanos(process) - before) / 1e3 / load.motions();
            process.toHandle().destroy(); // Process.destroy would close its output, which says what it counted
            counts.computeIfAbsent(name, n -> new IntSummaryStatistics()).accept(Integer.parseInt(out.readLine()));
            return cost;
        } finally {
            process.toHandle().destroy();
            process.waitFor(5, TimeUnit.SECONDS);
        }
    }

    private Process start(String name, String display) throws IOException {
        List<String> command = consumers.getOrDefault(name, List.of()).stream()
                .map(word -> word.equals("DISPLAY") ? display : word)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("DISPLAY", display);
        return builder.start();
    }

    /** Notes the consumers that did not count every motion: their cost cannot be compared. */
    private void noteIncomplete(Load load) {
        int motions = load.warmUp().motions() + load.motions();
        counts.forEach((name, counted) -> {
            if (counted.getMin() != motions || counted.getMax() != motions) {
                String note = name + " counted " + counted.getMin() + " to " + counted.getMax() + " of " + motions
                        + " at " + load.name() + ".";
                System.out.println("  note: " + note);
                RawResults.note(note);
            }
        });
        counts.clear();
    }

    private static void move(XTestClient hands, Load load) throws CaptureException {
        long start = System.nanoTime();
        for (int i = 0; i < load.motions(); i++) {
            if (load.perSecond() != 0) {
                waitUntil(start + i * 1_000_000_000L / load.perSecond());
            } else if (i % 1000 == 0) {
                hands.sync();
                waitUntil(System.nanoTime() + 5_000_000);
            }
            hands.moveBy(i % 2 == 0 ? 1 : -1, 0);
        }
        hands.sync();
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /**
     * Waits until the process has used up the input that it was given, and returns its CPU time. One that wakes by a timer
     * never rests: it gets {@value #MOST_PAUSES} pauses.
     */
    private static long settledCpuNanos(Process process) throws IOException {
        long last = -1;
        long now = cpuNanos(process);
        for (int pause = 0; pause < MOST_PAUSES && now - last > 300_000; pause++) {
            last = now;
            waitUntil(System.nanoTime() + 150_000_000);
            now = cpuNanos(process);
        }
        return now;
    }

    private static long cpuNanos(Process process) throws IOException {
        long sum = 0;
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path task : tasks.toList()) {
                sum += cpuNanos(task);
            }
        }
        return sum;
    }

    private static long cpuNanos(Path task) throws IOException {
        try {
            return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]);
        } catch (NoSuchFileException e) {
            return 0; // this thread has just ended
        }
    }

    /** Starts or stops the other client that listens. */
    private static final class Bystander implements AutoCloseable {
        private final Optional<RootWindowListener> listener;

        Bystander(String display, boolean listens) throws CaptureException {
            listener = listens ? Optional.of(RootWindowListener.start(display, Optional.empty())) : Optional.empty();
        }

        @Override
        public void close() {
            listener.ifPresent(RootWindowListener::close);
        }
    }
}
