package dev.tally.examples.server;

import static dev.tally.examples.server.Requests.assertAnswer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a route that reads answers when there is no space for its answer. */
@Timeout(60)
class ReadRouteTest {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final HttpClient client = HttpClient.newHttpClient();
    private final AnswerMemory memory = new AnswerMemory();

    @AfterEach
    void stop() throws Exception {
        server.stop();
        client.shutdownNow();
    }

    private HttpResponse<String> get(ReadRoute.Reader reader) throws Exception {
        ClientAddress clients = new ClientAddress(List.of());
        Access access = new Access(
                new AccessSettings(KeyHash.of("test", "key"), Optional.empty(), false, false, 1_000), clients);
        RateLimit limit = new RateLimit("test", 1_000, Duration.ofMinutes(1));
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        server.setHandler(new Routes().get("/", new ReadRoute(access, limit, clients, memory, reader)));
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    @Test
    void anAnswerIsPutOffWhileOthersTakeLong() throws Exception {
        CountDownLatch reading = new CountDownLatch(4);
        CountDownLatch done = new CountDownLatch(1);
        try (ExecutorService readers = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                readers.submit(() -> memory.build(() -> {
                    reading.countDown();
                    await(done);
                    return Reply.HEALTHY;
                }));
            }
            await(reading);
            try {
                HttpResponse<String> answer = get(request -> Reply.HEALTHY);

                assertAnswer(503, "{\"error\":\"overloaded\"}", answer);
                assertEquals("2", answer.headers().firstValue("Retry-After").orElse(""));
            } finally {
                done.countDown();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anAnswerThatCanNeverBeSentIsNotPutOff() throws Exception {
        HttpResponse<String> answer = get(request -> new Reply(200, new byte[25 * 1024 * 1024]));

        assertEquals(413, answer.statusCode());
        assertTrue(answer.body().startsWith("{\"error\":\"too_large\",\"message\":"), answer.body());
        assertTrue(answer.headers().firstValue("Retry-After").isEmpty());
    }
}
