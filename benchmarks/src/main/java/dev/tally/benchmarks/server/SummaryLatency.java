package dev.tally.benchmarks.server;

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
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * How long does a summary of fourteen days take, with 1, 100 and 1,000 clients in each of its buckets?
 *
 * <p>Arguments: the jar of the server, the number of requests, and the numbers of clients. A post precedes every second request, so
 * that half of the answers are new.
 */
final class SummaryLatency {
    private static final Duration SHOWN = Duration.ofDays(14);
    private static final int WARM_UP = 300;

    private SummaryLatency() {}

    public static void main(String[] arguments) throws Exception {
        int requests = Integer.parseInt(arguments[1]);
        System.out.printf("%8s %10s %8s %8s %8s %10s%n", "clients", "rows", "p50 ms", "p99 ms", "max ms", "bytes");
        for (int i = 2; i < arguments.length; i++) {
            measure(Path.of(arguments[0]), Integer.parseInt(arguments[i]), requests);
        }
    }

    private static void measure(Path jar, int clients, int requests) throws Exception {
        Path directory = Files.createTempDirectory(Path.of("target"), "summary");
        long rows = fill(directory.resolve("activity_monitor.db"), clients);
        try (ServerUnderTest server = ServerUnderTest.ofJar(jar, directory);
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            Latencies latencies = new Latencies();
            long bytes = 0;
            for (int i = -WARM_UP; i < requests; i++) {
                if (i % 2 == 0) {
                    post(client, server);
                }
                long start = System.nanoTime();
                bytes = get(client, server);
                if (i >= 0) {
                    latencies.add(System.nanoTime() - start);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%8d %10d %8.2f %8.2f %8.2f %10d%n",
                    clients,
                    rows,
                    latencies.millis(0.5),
                    latencies.millis(0.99),
                    latencies.millis(1),
                    bytes);
        } finally {
            PostComparison.delete(directory);
        }
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
