package dev.tally.benchmarks.server;

import dev.tally.benchmarks.report.RawResults;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Asks servers for what the dashboard, a scraper and the summary's readers ask for, in turns, and measures how long each answer takes. */
final class GrowthRoutes {
    private static final int MOST = 500;
    private static final Duration LONGEST = Duration.ofSeconds(8);
    private static final int WARM_UP = 300;
    private static final Duration WARMING = Duration.ofSeconds(3);

    /** What one server took for one route. */
    private record Measured(double first, Latencies latencies, long bytes) {}

    private final Map<String, ServerUnderTest> servers;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    GrowthRoutes(Map<String, ServerUnderTest> servers) {
        this.servers = servers;
    }

    /** Measures every route and prints a row for each. */
    void measure() throws IOException, InterruptedException {
        System.out.printf(
                "%-34s %-12s %9s %9s %9s %9s %9s%n",
                "GET", "server", "first ms", "p50 ms", "p99 ms", "requests", "bytes");
        for (Map.Entry<String, String> route : routes().entrySet()) {
            Map<String, Measured> measured = measure(route.getValue());
            measured.forEach((server, times) -> raw(route.getKey(), server, times));
            measured.forEach((server, times) -> System.out.printf(
                    Locale.ROOT,
                    "%-34s %-12s %9.2f %9.2f %9.2f %9d %9d%n",
                    route.getKey(),
                    server,
                    times.first,
                    times.latencies.millis(0.5),
                    times.latencies.millis(0.99),
                    times.latencies.count(),
                    times.bytes));
        }
    }

    private void raw(String route, String server, Measured times) {
        String first = servers.keySet().iterator().next();
        RawResults.lower(route, "p50 ms", server, times.latencies.millis(0.5));
        RawResults.lower(route, "p99 ms", server, times.latencies.millis(0.99));
        if (!server.equals(first)) {
            RawResults.compare(route, "p50 ms", server, first);
        }
    }

    private static Map<String, String> routes() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String zone = "&zone=Europe/Berlin&limit=10000&to=" + today.plusDays(1) + "&from=";
        Map<String, String> routes = new LinkedHashMap<>();
        routes.put("summary", "/activity/summary");
        routes.put("metrics", "/metrics");
        routes.put("totals", "/api/v1/totals?zone=Europe/Berlin");
        routes.put("totals, one client", "/api/v1/totals?zone=Europe/Berlin&client=client-7");
        routes.put(
                "clients of a week",
                "/api/v1/clients?zone=Europe/Berlin&to=" + today.plusDays(1) + "&from=" + today.minusDays(6));
        routes.put("a day in 5 minutes", "/api/v1/activity?bucket=5m" + zone + today.minusDays(1));
        routes.put("a week in hours", "/api/v1/activity?bucket=1h" + zone + today.minusDays(7));
        routes.put("a week in hours, by client", "/api/v1/activity?bucket=1h&by=client" + zone + today.minusDays(7));
        routes.put("a year in days", "/api/v1/activity?bucket=1d" + zone + today.minusDays(364));
        routes.put(
                "a year in days, one client",
                "/api/v1/activity?bucket=1d&client=client-7" + zone + today.minusDays(364));
        routes.put("all in days", "/api/v1/activity?bucket=1d" + zone + "2000-01-01");
        return routes;
    }

    private Map<String, Measured> measure(String route) throws IOException, InterruptedException {
        Map<String, Measured> measured = new LinkedHashMap<>();
        for (String server : servers.keySet()) {
            post(server);
            long start = System.nanoTime();
            long bytes = get(server, route);
            measured.put(server, new Measured((System.nanoTime() - start) / 1e6, new Latencies(), bytes));
        }
        ask(route, WARM_UP, WARMING, new LinkedHashMap<>());
        ask(route, MOST, LONGEST, measured);
        return measured;
    }

    /** Asks for a route a number of times, or for some time for each server, and adds the times to those that are given. */
    private void ask(String route, int most, Duration longest, Map<String, Measured> measured)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + longest.toNanos() * servers.size();
        for (int i = 0; i < most && System.nanoTime() < end; i++) {
            for (String server : servers.keySet()) {
                if (i % 2 == 0) {
                    post(server); // so that half of the answers are new
                }
                long start = System.nanoTime();
                get(server, route);
                if (measured.containsKey(server)) {
                    measured.get(server).latencies.add(System.nanoTime() - start);
                }
            }
        }
    }

    private long get(String server, String route) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                http.send(HttpRequest.newBuilder(uri(server, route)).build(), BodyHandlers.ofByteArray());
        require(answer, route);
        return answer.body().length;
    }

    private void post(String server) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(server, "/frames"))
                .header("Authorization", ServerUnderTest.KEY)
                .POST(BodyPublishers.ofString("{\"source\":\"client-7\",\"summary\":{\"total_kp\":1}}"))
                .build();
        require(http.send(request, BodyHandlers.discarding()), "/frames");
    }

    private static void require(HttpResponse<?> answer, String route) throws IOException {
        if (answer.statusCode() != 200) {
            throw new IOException(route + ": the server answered " + answer.statusCode());
        }
    }

    private URI uri(String server, String route) {
        return URI.create("http://127.0.0.1:" + servers.get(server).port() + route);
    }
}
