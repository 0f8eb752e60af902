package dev.tally.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How many posts a second does the server commit, beside a bare Jetty that stores nothing and other builds of the server?
 *
 * <p>Arguments: the seconds of a measurement, the rounds, and the jars. The servers take turns; each round starts them anew, with
 * a new database, and warms them up.
 */
final class PostComparison {
    private static final int[] CONNECTIONS = {16, 256};
    private static final double WARM_UP_SECONDS = 5;

    private interface Start {
        ServerUnderTest in(Path directory) throws IOException;
    }

    private PostComparison() {}

    public static void main(String[] arguments) throws IOException {
        double seconds = Double.parseDouble(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        Map<String, Start> servers = new LinkedHashMap<>();
        servers.put(
                "bare Jetty",
                directory -> new ServerUnderTest(
                        directory, List.of("-cp", System.getProperty("java.class.path"), BareJetty.class.getName())));
        for (String jar : Arrays.copyOfRange(arguments, 2, arguments.length)) {
            servers.put(jar, directory -> ServerUnderTest.ofJar(Path.of(jar), directory));
        }
        System.out.printf("%-60s %5s %10s %8s %8s %6s%n", "server", "conn", "posts/s", "p50 ms", "p99 ms", "RSS");
        for (int connections : CONNECTIONS) {
            compare(servers, connections, seconds, rounds);
        }
    }

    private static void compare(Map<String, Start> servers, int connections, double seconds, int rounds)
            throws IOException {
        Map<String, List<double[]>> results = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Start> server : servers.entrySet()) {
                results.computeIfAbsent(server.getKey(), name -> new ArrayList<>())
                        .add(measure(server.getValue(), connections, seconds));
            }
        }
        results.forEach((name, rows) -> System.out.printf(
                Locale.ROOT,
                "%-60s %5d %10.0f %8.2f %8.2f %6.0f%n",
                name.substring(Math.max(0, name.length() - 60)),
                connections,
                median(rows, 0),
                median(rows, 1),
                median(rows, 2),
                median(rows, 3)));
    }

    private static double[] measure(Start start, int connections, double seconds) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target"), "posts");
        try (ServerUnderTest server = start.in(directory)) {
            PostLoad.run(server.port(), connections, WARM_UP_SECONDS);
            PostLoad.Result result = PostLoad.run(server.port(), connections, seconds);
            return new double[] {
                result.perSecond(),
                result.latencies().millis(0.5),
                result.latencies().millis(0.99),
                server.residentMegabytes()
            };
        } finally {
            delete(directory);
        }
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private static double median(List<double[]> rows, int column) {
        double[] sorted = rows.stream().mapToDouble(row -> row[column]).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
