package dev.tally.examples.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers in place of the server as a broken one does, until it is told to stop that. */
final class FaultyProxy implements AutoCloseable {
    enum Fault {
        ANSWERS_500,
        ANSWERS_401,
        ANSWERS_429
    }

    private final HttpServer front;
    private final HttpClient back = HttpClient.newHttpClient();
    private final URI frames;
    private final AtomicInteger faults = new AtomicInteger();
    private volatile boolean sound;

    FaultyProxy(String framesUrl, Fault fault) throws IOException {
        frames = URI.create(framesUrl);
        front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        front.createContext("/frames", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                if (sound) {
                    answer(exchange, forward(exchange, body));
                } else {
                    misbehave(exchange, fault);
                    faults.incrementAndGet();
                }
            }
        });
        front.start();
    }

    private static void misbehave(HttpExchange exchange, Fault fault) throws IOException {
        switch (fault) {
            case ANSWERS_500 -> answer(exchange, 500);
            case ANSWERS_401 -> answer(exchange, 401);
            case ANSWERS_429 -> {
                exchange.getResponseHeaders().add("Retry-After", "1");
                answer(exchange, 429);
            }
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, 2);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(new byte[] {'{', '}'});
        }
    }

    private int forward(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(frames).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (String header : new String[] {"Authorization", "Content-Type", "Idempotency-Key"}) {
            exchange.getRequestHeaders()
                    .getOrDefault(header, java.util.List.of())
                    .forEach(v -> request.header(header, v));
        }
        try {
            return back.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    String framesUrl() {
        return "http://127.0.0.1:" + front.getAddress().getPort() + "/frames";
    }

    /** How often it has misbehaved. */
    int faults() {
        return faults.get();
    }

    /** From now on every request gets through, and so does every answer. */
    void mend() {
        sound = true;
    }

    @Override
    public void close() {
        front.stop(0);
    }
}
