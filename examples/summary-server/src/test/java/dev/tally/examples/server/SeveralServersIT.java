package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.testkit.fixtures.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one PostgreSQL, of which one is killed under load: every interval counts once. */
@Timeout(180)
class SeveralServersIT {
    private static final int CLIENTS = 20;
    private static final int INTERVALS = 100;

    @TempDir
    private Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @Test
    void aServerThatIsKilledLosesAndDoublesNothing() throws Exception {
        try (PostgresServer postgres = PostgresServer.start()) {
            Map<String, String> environment = Map.of(
                    "SERVER_API_KEY", RunningServer.KEY,
                    "ACTIVITY_DB_URL", postgres.createDatabase("shared"),
                    "ACTIVITY_DB_USER", postgres.user(),
                    "ACTIVITY_DB_PASSWORD", postgres.password());
            try (ServerProcess one = new ServerProcess(directory, environment);
                    ServerProcess two = new ServerProcess(directory, environment)) {
                List<URI> servers = List.of(one.uri("/frames"), two.uri("/frames"));
                CountDownLatch half = new CountDownLatch(CLIENTS * INTERVALS / 2);
                try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                    List<Future<Integer>> posting = IntStream.range(0, CLIENTS)
                            .mapToObj(i -> clients.submit(deliver(servers, i, half)))
                            .toList();
                    half.await();
                    one.process.destroyForcibly();
                    for (Future<Integer> each : posting) {
                        each.get();
                    }
                }
                assertEquals(CLIENTS * INTERVALS, sum(two.uri("/activity/summary")));
            }
        }
    }

    /** Sends each interval to the servers in turns until one has accepted it, as a client does that gets no answer. */
    private Callable<Integer> deliver(List<URI> servers, int number, CountDownLatch half) {
        UUID run = UUID.randomUUID();
        return () -> {
            int attempts = 0;
            for (int i = 1; i <= INTERVALS; i++) {
                int status = 0;
                while (status != 200) {
                    status = post(servers.get((number + attempts++) % servers.size()), run, i);
                }
                half.countDown();
            }
            return attempts;
        };
    }

    private int post(URI server, UUID run, int number) throws InterruptedException {
        long now = System.currentTimeMillis();
        String body = "{\"run\":\"" + run + "\",\"first\":" + number + ",\"last\":" + number + ",\"start_ms\":"
                + (now - 10) + ",\"end_ms\":" + now + ",\"summary\":{\"total_kp\":1}}";
        HttpRequest request = HttpRequest.newBuilder(server)
                .header("Authorization", RunningServer.KEY)
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0; // the server is gone, and perhaps it had committed
        }
    }

    private long sum(URI summary) throws Exception {
        String body = client.send(HttpRequest.newBuilder(summary).build(), BodyHandlers.ofString())
                .body();
        long sum = 0;
        for (JsonNode row : new ObjectMapper().readTree(body).get("rows")) {
            sum += row.get("kp").longValue();
        }
        return sum;
    }
}
