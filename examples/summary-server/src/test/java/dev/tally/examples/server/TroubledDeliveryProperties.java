package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.http.HttpSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Whatever happens between the sink and the server: what is retried until it is accepted counts once. */
class TroubledDeliveryProperties {
    enum Trouble {
        NONE,
        ANSWERS_500,
        ANSWERS_401,
        ANSWERS_429,
        CLOSES,
        SWALLOWS_THE_ANSWER_AFTER_COMMITTING,
        ANSWERS_500_AFTER_COMMITTING
    }

    @Property(tries = 25)
    void sumsAreExactAfterAnyTrouble(@ForAll @Size(max = 20) List<Trouble> troubles) throws Exception {
        Path directory = Files.createTempDirectory("troubled");
        try (RunningServer server = new RunningServer(directory.resolve("a.db"))) {
            HttpServer between = between(server, new ArrayDeque<>(troubles));
            try (HttpSink sink = HttpSink.to(URI.create(
                            "http://127.0.0.1:" + between.getAddress().getPort() + "/frames"))
                    .apiKey(RunningServer.KEY)
                    .build()) {
                UUID run = UUID.randomUUID();
                for (int i = 1; i <= 8; i++) {
                    writeUntilAccepted(sink, interval(run, i));
                }
                assertEquals(1 + 2 + 4 + 8 + 16 + 32 + 64 + 128, server.sum("kp"));
            } finally {
                between.stop(0);
            }
        } finally {
            Files.deleteIfExists(directory.resolve("a.db"));
            Files.delete(directory);
        }
    }

    private static void writeUntilAccepted(HttpSink sink, ActivityInterval interval) throws Exception {
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                sink.write(interval);
                return;
            } catch (SinkException e) {
                assertFalse(String.valueOf(e.getMessage()).contains(RunningServer.KEY), e.getMessage());
            }
        }
        throw new AssertionError(interval.id() + " was not accepted in 100 attempts");
    }

    private static ActivityInterval interval(UUID run, int number) {
        Instant now = Instant.now();
        Counts counts = Counts.NONE.with(Count.KEY_PRESSES, 1L << (number - 1));
        return new ActivityInterval(run, number, number, now.minusSeconds(2), now, counts);
    }

    /** A server before the server, which makes the trouble. */
    private static HttpServer between(RunningServer server, Queue<Trouble> troubles) throws IOException {
        HttpServer between = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        between.createContext("/frames", exchange -> {
            Trouble trouble = troubles.isEmpty() ? Trouble.NONE : troubles.remove();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            switch (trouble) {
                case NONE -> answer(exchange, forward(server, body));
                case ANSWERS_500 -> answer(exchange, 500);
                case ANSWERS_401 -> answer(exchange, 401);
                case ANSWERS_429 -> answer(exchange, 429);
                case CLOSES -> exchange.close();
                case SWALLOWS_THE_ANSWER_AFTER_COMMITTING -> {
                    forward(server, body);
                    exchange.close();
                }
                case ANSWERS_500_AFTER_COMMITTING -> {
                    forward(server, body);
                    answer(exchange, 500);
                }
            }
        });
        between.start();
        return between;
    }

    private static int forward(RunningServer server, String body) throws IOException {
        try {
            return server.postWithKey(body).statusCode();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
