package dev.tally.examples.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Clients that send each interval, of one key press, to the servers in turns until one has accepted it. */
final class PostingClients implements AutoCloseable {
    private static final int CLIENTS = 20;

    private final List<URI> servers;
    private final int intervals;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch accepted;
    private final List<Future<Integer>> posting;

    /** Starts to send so many intervals of each client. */
    PostingClients(List<URI> servers, int intervals) {
        this.servers = servers;
        this.intervals = intervals;
        this.accepted = new CountDownLatch(CLIENTS * intervals / 2);
        this.posting = IntStream.range(0, CLIENTS)
                .mapToObj(client -> threads.submit(deliver(client)))
                .toList();
    }

    /** Waits until half of the intervals are accepted. */
    void awaitHalf() throws InterruptedException {
        accepted.await();
    }

    /** Waits until all are accepted; returns how many key presses they have. */
    long awaitAll() throws Exception {
        for (Future<Integer> each : posting) {
            each.get();
        }
        return (long) CLIENTS * intervals;
    }

    /** Returns how many key presses a server shows. */
    long sum(URI summary) throws IOException, InterruptedException {
        String body = http.send(HttpRequest.newBuilder(summary).build(), BodyHandlers.ofString())
                .body();
        long sum = 0;
        for (JsonNode row : new ObjectMapper().readTree(body).get("rows")) {
            sum += row.get("kp").longValue();
        }
        return sum;
    }

    private Callable<Integer> deliver(int client) {
        UUID run = UUID.randomUUID();
        return () -> {
            int attempts = 0;
            for (int i = 1; i <= intervals; i++) {
                int status = 0;
                while (status != 200) {
                    status = post(servers.get((client + attempts++) % servers.size()), run, i);
                }
                accepted.countDown();
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
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0; // the server is gone, and perhaps it had accepted the interval
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.shutdownNow();
    }
}
