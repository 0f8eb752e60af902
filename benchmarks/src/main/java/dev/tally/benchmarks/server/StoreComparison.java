package dev.tally.benchmarks.server;

import dev.tally.benchmarks.report.RawResults;
import dev.tally.testkit.fixtures.KafkaBroker;
import dev.tally.testkit.fixtures.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * How many posts a second are acknowledged by servers with SQLite, with PostgreSQL and with Kafka, and how many does a consumer add?
 *
 * <p>Arguments: the seconds of a measurement, the jar of the server, and which of sqlite, postgresql and kafka. Each is started
 * anew, with an empty database, and warmed up.
 */
final class StoreComparison {
    private static final int[] CONNECTIONS = {16, 256};
    private static final double WARM_UP_SECONDS = 5;
    private static final int KEYS_OF_A_POST = 140;
    private static final Pattern KEYS = Pattern.compile("\"kp\":(\\d+)");

    private final double seconds;
    private final Path jar;
    private final Path directory;

    private StoreComparison(double seconds, Path jar, Path directory) {
        this.seconds = seconds;
        this.jar = jar;
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "stores");
        StoreComparison comparison =
                new StoreComparison(Double.parseDouble(arguments[0]), Path.of(arguments[1]), directory);
        System.out.printf("%-32s %5s %10s %8s %8s%n", "servers", "conn", "posts/s", "p50 ms", "p99 ms");
        try {
            for (String store : Arrays.copyOfRange(arguments, 2, arguments.length)) {
                switch (store) {
                    case "sqlite" -> comparison.sqlite();
                    case "postgresql" -> comparison.postgresql();
                    case "kafka" -> comparison.kafka();
                    default -> throw new IllegalArgumentException("no store is called " + store);
                }
            }
        } finally {
            deleteAll(directory);
        }
    }

    private void sqlite() throws Exception {
        for (int connections : CONNECTIONS) {
            measure("SQLite, 1 server", 1, connections, Map.of("ACTIVITY_DB_PATH", "sqlite-" + connections + ".db"));
        }
    }

    private void postgresql() throws Exception {
        try (PostgresServer postgres = PostgresServer.startDurable()) {
            for (int servers = 1; servers <= 2; servers++) {
                for (int connections : CONNECTIONS) {
                    measure(
                            "PostgreSQL, " + servers + (servers == 1 ? " server" : " servers"),
                            servers,
                            connections,
                            variables(postgres, "posts_" + servers + "_" + connections));
                }
            }
        }
    }

    private void kafka() throws Exception {
        Path home = Files.createDirectory(directory.resolve("kafka"));
        try (PostgresServer postgres = PostgresServer.startDurable();
                KafkaBroker broker = KafkaBroker.start(home)) {
            for (int servers = 1; servers <= 2; servers++) {
                for (int connections : CONNECTIONS) {
                    String name = "kafka_" + servers + "_" + connections;
                    createTopic(broker, name);
                    Map<String, String> variables = new HashMap<>(variables(postgres, name));
                    variables.putAll(Map.of("INGEST", "kafka", "KAFKA_SERVERS", broker.servers(), "KAFKA_TOPIC", name));
                    long posts = measure(
                            "Kafka, " + servers + (servers == 1 ? " server" : " servers"),
                            servers,
                            connections,
                            variables);
                    RawResults.higher(
                            connections + " connections",
                            "posts/s",
                            "one consumer of those of Kafka",
                            consume(posts, variables));
                }
            }
        }
    }

    private static Map<String, String> variables(PostgresServer postgres, String database) throws IOException {
        return Map.of(
                "ACTIVITY_DB_URL", postgres.createDatabase(database),
                "ACTIVITY_DB_USER", postgres.user(),
                "ACTIVITY_DB_PASSWORD", postgres.password());
    }

    private static void createTopic(KafkaBroker broker, String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(6), Optional.empty())))
                    .all()
                    .get();
        }
    }

    /** Returns how many posts were acknowledged, those of the warm-up too. */
    private long measure(String what, int servers, int connections, Map<String, String> variables) throws Exception {
        List<ServerUnderTest> started = new ArrayList<>();
        try (ExecutorService load = Executors.newFixedThreadPool(servers)) {
            for (int i = 0; i < servers; i++) {
                started.add(new ServerUnderTest(directory, List.of("-jar", jar.toString()), variables));
            }
            List<PostLoad.Result> warm = run(load, started, connections, WARM_UP_SECONDS);
            List<PostLoad.Result> results = run(load, started, connections, seconds);
            double perSecond =
                    results.stream().mapToDouble(PostLoad.Result::perSecond).sum();
            Latencies latencies = results.get(0).latencies();
            report(what, connections, perSecond, latencies.millis(0.5), latencies.millis(0.99));
            return Stream.concat(warm.stream(), results.stream())
                    .mapToLong(result -> result.latencies().count())
                    .sum();
        } finally {
            started.forEach(ServerUnderTest::close);
        }
    }

    private static void report(String what, int connections, double perSecond, double p50, double p99) {
        String of = connections + " connections";
        RawResults.higher(of, "posts/s", what, perSecond);
        RawResults.lower(of, "p50 ms", what, p50);
        RawResults.lower(of, "p99 ms", what, p99);
        System.out.printf(Locale.ROOT, "%-32s %5d %10.0f %8.2f %8.2f%n", what, connections, perSecond, p50, p99);
    }

    private static List<PostLoad.Result> run(
            ExecutorService load, List<ServerUnderTest> servers, int connections, double seconds) throws Exception {
        List<Future<PostLoad.Result>> running = new ArrayList<>();
        for (ServerUnderTest server : servers) {
            running.add(load.submit(() -> PostLoad.run(server.port(), connections / servers.size(), seconds)));
        }
        List<PostLoad.Result> results = new ArrayList<>();
        for (Future<PostLoad.Result> each : running) {
            results.add(each.get());
        }
        return results;
    }

    /** Starts a consumer when all is in the topic, and returns how many posts it adds a second. */
    private double consume(long posts, Map<String, String> variables) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-jar",
                        jar.toString(),
                        "consume")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("consumer.log").toFile());
        builder.environment().putAll(variables);
        try (ServerUnderTest server = new ServerUnderTest(directory, List.of("-jar", jar.toString()), variables)) {
            Process consumer = builder.start();
            try {
                long first = awaitAdded(server, consumer, 1);
                long start = System.nanoTime();
                awaitAdded(server, consumer, posts);
                double perSecond = (posts - first) / ((System.nanoTime() - start) / 1e9);
                System.out.printf(Locale.ROOT, "%-32s %5s %10.0f%n", "  1 consumer adds", "", perSecond);
                return perSecond;
            } finally {
                consumer.destroy();
                consumer.waitFor();
            }
        }
    }

    private static long awaitAdded(ServerUnderTest server, Process consumer, long posts) throws Exception {
        URI summary = URI.create("http://127.0.0.1:" + server.port() + "/activity/summary");
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (consumer.isAlive()) {
                String rows = http.send(HttpRequest.newBuilder(summary).build(), BodyHandlers.ofString())
                        .body();
                long added = 0;
                for (Matcher keys = KEYS.matcher(rows); keys.find(); ) {
                    added += Long.parseLong(keys.group(1)) / KEYS_OF_A_POST;
                }
                if (added >= posts) {
                    return added;
                }
                Thread.sleep(20);
            }
        }
        throw new IOException("the consumer has ended");
    }

    static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
