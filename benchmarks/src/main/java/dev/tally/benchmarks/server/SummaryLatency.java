package dev.tally.benchmarks.server;

import dev.tally.benchmarks.report.RawResults;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.Contribution;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * How long does a summary of fourteen days take, with 1, 100 and 1,000 clients in each of its buckets?
 *
 * <p>Beside it, Flask and gunicorn read a copy of the same file. Arguments: the jar of the server, the number of requests, the command of
 * Flask's server or nothing, and the numbers of clients. A post precedes every second request, so
 * that half of the answers are new.
 */
final class SummaryLatency {
    private static final Duration SHOWN = Duration.ofDays(14);
    private static final int WARM_UP = 300;
    private static final int SECONDS = 20;
    private static final String TALLY = "Tally";
    private static final String FILE = "activity_monitor.db";

    private SummaryLatency() {}

    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(arguments[0]);
        int requests = Integer.parseInt(arguments[1]);
        List<String> flask = arguments[2].isEmpty() ? List.of() : List.of(arguments[2].split(" "));
        System.out.printf(
                "%8s %10s %-20s %8s %8s %8s %10s%n",
                "clients", "rows", "server", "p50 ms", "p99 ms", "max ms", "bytes");
        for (int i = 3; i < arguments.length; i++) {
            compare(jar, flask, Integer.parseInt(arguments[i]), requests);
        }
    }

    private static void compare(Path jar, List<String> flask, int clients, int requests) throws Exception {
        Path directory = Files.createTempDirectory(Path.of("target"), "summary");
        Map<String, ServerUnderTest> servers = new LinkedHashMap<>();
        try {
            Path own = Files.createDirectory(directory.resolve("tally"));
            long rows = fill(own.resolve(FILE), clients);
            if (!flask.isEmpty()) { // it reads the same table
                Path other = Files.createDirectory(directory.resolve("flask"));
                Files.copy(own.resolve(FILE), other.resolve("flask.db"));
                servers.put("Flask and gunicorn", ServerUnderTest.ofProgram(other, flask));
            }
            servers.put(TALLY, ServerUnderTest.ofJar(jar, own));
            measure(servers, clients, rows, requests);
        } finally {
            servers.values().forEach(ServerUnderTest::close);
            StoreComparison.deleteAll(directory);
        }
    }

    /** Asks the servers in turns; a server that takes longer than {@value #SECONDS} s for all requests gets fewer of them. */
    private static void measure(Map<String, ServerUnderTest> servers, int clients, long rows, int requests)
            throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Map<String, Latencies> taken = new LinkedHashMap<>();
            Map<String, Long> bytes = new LinkedHashMap<>();
            servers.keySet().forEach(name -> taken.put(name, new Latencies()));
            Map<String, Long> spent = new HashMap<>();
            for (int i = -WARM_UP; i < requests; i++) {
                for (Map.Entry<String, ServerUnderTest> server : servers.entrySet()) {
                    String name = server.getKey();
                    if (spent.getOrDefault(name, 0L) > SECONDS * 1_000_000_000L) {
                        continue;
                    }
                    if (i % 2 == 0) {
                        post(client, server.getValue());
                    }
                    long start = System.nanoTime();
                    bytes.put(name, get(client, server.getValue()));
                    long nanos = System.nanoTime() - start;
                    spent.merge(name, nanos, Long::sum);
                    if (i >= 0 || !name.equals(TALLY)) { // only ours has a compiler to warm up
                        taken.get(name).add(nanos);
                    }
                }
            }
            taken.forEach((name, latencies) -> report(clients, rows, name, latencies, bytes.getOrDefault(name, 0L)));
        }
    }

    private static void report(int clients, long rows, String server, Latencies latencies, long bytes) {
        String what = clients + (clients == 1 ? " client" : " clients");
        RawResults.lower(what, "p50 ms", server, latencies.millis(0.5));
        RawResults.lower(what, "p99 ms", server, latencies.millis(0.99));
        if (server.equals(TALLY)) {
            RawResults.compare(what, "p50 ms", TALLY, "Flask and gunicorn");
            RawResults.compare(what, "p99 ms", TALLY, "Flask and gunicorn");
        }
        System.out.printf(
                Locale.ROOT,
                "%8d %10d %-20s %8.2f %8.2f %8.2f %10d%n",
                clients,
                rows,
                server,
                latencies.millis(0.5),
                latencies.millis(0.99),
                latencies.millis(1),
                bytes);
    }

    /** Adds one interval of fourteen days for each client, which gives each bucket a part. */
    private static long fill(Path file, int clients) throws Exception {
        Instant now = Instant.now();
        Counts counts = Counts.of(count -> 40_000_000L + count.ordinal());
        try (SqliteStore store = SqliteStore.open(file)) {
            for (int i = 0; i < clients; i += 50) {
                List<Contribution> batch = new ArrayList<>();
                for (int client = i; client < Math.min(clients, i + 50); client++) {
                    batch.add(new Contribution.Identified(
                            "client-" + client,
                            new ActivityInterval(UUID.randomUUID(), 1, 1, now.minus(SHOWN), now, counts)));
                }
                store.record(batch);
            }
        }
        return clients * (SHOWN.toMinutes() / 5);
    }

    private static long get(HttpClient client, ServerUnderTest server) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri(server, "/activity/summary")).build();
        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("the server answered " + answer.statusCode());
        }
        return answer.body().length;
    }

    private static void post(HttpClient client, ServerUnderTest server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(server, "/frames"))
                .header("Authorization", ServerUnderTest.KEY)
                .POST(BodyPublishers.ofString("{\"summary\":{\"total_kp\":1}}"))
                .build();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IllegalStateException("the server answered " + status);
        }
    }

    private static URI uri(ServerUnderTest server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
