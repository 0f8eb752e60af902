package dev.tally.sink.activitywatch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tally.sink.encoding.JsonReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The part of the API of aw-server that the sink uses, and the faults that a network can add to it. */
final class StubServer implements AutoCloseable {
    /** What happens to the next request that adds events. */
    enum Fault {
        ANSWER_LOST,
        UNAVAILABLE,
        FORBIDDEN,
        NO_ANSWER
    }

    final Deque<Fault> faults = new ArrayDeque<>();
    final Map<String, String> buckets = new LinkedHashMap<>();
    final Map<String, List<Event>> events = new LinkedHashMap<>();

    private final HttpServer server;

    /** An event as it came, and its times. */
    record Event(String json, Instant start, Instant end) {
        /** Returns the event as the usual storage of aw-server does: without what lies outside the range. */
        String trimmed(Instant from, Instant to) {
            Instant first = start.isBefore(from) ? from : start;
            Instant last = end.isAfter(to) ? to : end;
            double seconds = Duration.between(first, last).toMillis() / 1000.0;
            return json.replaceFirst("\"timestamp\":\"[^\"]*\"", "\"timestamp\":\"" + first + "\"")
                    .replaceFirst("\"duration\":[0-9.E-]+", "\"duration\":" + seconds);
        }
    }

    StubServer() throws IOException {
        this(0);
    }

    StubServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/api/0/buckets/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI()
                .getPath()
                .substring("/api/0/buckets/".length())
                .split("/");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean isEvents = path.length == 2 && path[1].equals("events");
        if (!isEvents) {
            reply(exchange, buckets.putIfAbsent(path[0], body) == null ? 200 : 304, "{}");
            events.putIfAbsent(path[0], new ArrayList<>());
        } else if (!buckets.containsKey(path[0])) {
            reply(exchange, 404, "{\"message\": \"no such bucket\"}");
        } else if (exchange.getRequestMethod().equals("GET")) {
            reply(exchange, 200, list(path[0], exchange.getRequestURI().getQuery()));
        } else {
            add(exchange, path[0], body);
        }
    }

    private void add(HttpExchange exchange, String bucket, String body) throws IOException {
        Fault fault = faults.poll();
        if (fault == null || fault == Fault.ANSWER_LOST) {
            events.get(bucket).addAll(parse(body));
        }
        switch (fault) {
            case null -> reply(exchange, 200, "null");
            case ANSWER_LOST -> exchange.close();
            case UNAVAILABLE -> reply(exchange, 503, "");
            case FORBIDDEN -> reply(exchange, 403, "");
            case NO_ANSWER -> {} // the exchange stays open
        }
    }

    private String list(String bucket, String query) {
        Map<String, Instant> range = new LinkedHashMap<>();
        for (String parameter : query.split("&")) {
            String[] parts = parameter.split("=");
            range.put(parts[0], Instant.parse(parts[1]));
        }
        return events.get(bucket).stream()
                .filter(event -> !event.end().isBefore(range.get("start"))
                        && !event.start().isAfter(range.get("end")))
                .map(event -> event.trimmed(range.get("start"), range.get("end")))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static List<Event> parse(String body) {
        try {
            Map<?, ?> event = (Map<?, ?>) ((List<?>) JsonReader.read(body)).get(0);
            Instant start =
                    OffsetDateTime.parse((String) event.get("timestamp")).toInstant();
            long millis = Math.round(((Number) event.get("duration")).doubleValue() * 1000);
            return List.of(
                    new Event(body.substring(1, body.length() - 1), start, start.plus(Duration.ofMillis(millis))));
        } catch (JsonReader.SyntaxException e) {
            throw new IllegalStateException(body, e);
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        boolean hasBody = status != 304 && bytes.length > 0;
        exchange.sendResponseHeaders(status, hasBody ? bytes.length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
