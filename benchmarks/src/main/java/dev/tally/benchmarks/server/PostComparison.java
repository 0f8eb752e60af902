package dev.tally.benchmarks.server;

import dev.tally.benchmarks.report.RawResults;
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
 * How many posts a second does the server commit, beside one of the same routes with Flask and gunicorn, a bare Jetty that stores
 * nothing, and other builds of the server?
 *
 * <p>Arguments: the seconds of a measurement, the rounds, the command of Flask's server or nothing, numbers of connections, and the jars. The servers take turns; each round starts them anew, with
 * a new database, and warms them up.
 */
final class PostComparison {
    private static final double WARM_UP_SECONDS = 5;
    private static final String BARE = "bare Jetty";
    private static final String FLASK = "Flask and gunicorn";
    private static final String TALLY = "Tally";
    private static final List<String> METRICS = List.of("posts/s", "p50 ms", "p99 ms", "resident MB");

    private interface Start {
        ServerUnderTest in(Path directory) throws IOException;
    }

    private PostComparison() {}

    public static void main(String[] arguments) throws IOException {
        double seconds = Double.parseDouble(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        Map<String, Start> servers = new LinkedHashMap<>();
        servers.put(
                BARE,
                directory -> new ServerUnderTest(
                        directory, List.of("-cp", System.getProperty("java.class.path"), BareJetty.class.getName())));
        if (!arguments[2].isEmpty()) {
            List<String> flask = List.of(arguments[2].split(" "));
            servers.put(FLASK, directory -> ServerUnderTest.ofProgram(directory, flask));
        }
        for (String jar : Arrays.copyOfRange(arguments, 4, arguments.length)) {
            servers.put(
                    servers.containsKey(TALLY) ? jar : TALLY,
                    directory -> ServerUnderTest.ofJar(Path.of(jar), directory));
        }
        int[] connections = Arrays.stream(arguments[3].split(" "))
                .mapToInt(Integer::parseInt)
                .toArray();
        System.out.printf("%-60s %5s %10s %8s %8s %6s%n", "server", "conn", "posts/s", "p50 ms", "p99 ms", "RSS");
        for (int each : connections) {
            compare(servers, each, seconds, rounds);
        }
    }

    private static void compare(Map<String, Start> servers, int connections, double seconds, int rounds)
            throws IOException {
        Map<String, List<double[]>> results = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Start> server : servers.entrySet()) {
                double[] row = measure(server.getValue(), connections, seconds);
                results.computeIfAbsent(server.getKey(), name -> new ArrayList<>())
                        .add(row);
                raw(connections + " connections", server.getKey(), row);
            }
        }
        for (String name : results.keySet()) {
            METRICS.forEach(metric -> compare(connections + " connections", metric, name));
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

    private static void compare(String what, String metric, String server) {
        if (!server.equals(BARE) && !server.equals(FLASK)) {
            RawResults.compare(what, metric, server, FLASK);
            RawResults.compare(what, metric, server, BARE);
        }
    }

    private static void raw(String what, String server, double[] row) {
        RawResults.higher(what, METRICS.get(0), server, row[0]);
        for (int i = 1; i < row.length; i++) {
            RawResults.lower(what, METRICS.get(i), server, row[i]);
        }
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
