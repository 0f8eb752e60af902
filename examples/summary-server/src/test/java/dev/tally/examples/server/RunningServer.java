package dev.tally.examples.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.ActivityStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The server on a free port of the loopback, within the test, and a client of it. */
final class RunningServer implements AutoCloseable {
    static final String KEY = "test-key";

    private final WebServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    RunningServer(Path database) throws Exception {
        this(database, 1_000_000, Duration.ofSeconds(60), List.of());
    }

    RunningServer(Path database, int requests, Duration window, List<Network> proxies) throws Exception {
        this(database, requests, window, proxies, access());
    }

    RunningServer(Path database, int requests, Duration window, List<Network> proxies, AccessSettings access)
            throws Exception {
        this(store(database, 0), requests, window, proxies, access, Optional.empty(), Optional.empty());
    }

    private RunningServer(
            StoreSettings store,
            int requests,
            Duration window,
            List<Network> proxies,
            AccessSettings access,
            Optional<KafkaSettings> kafka,
            Optional<AccessLog.Output> accessLog)
            throws Exception {
        this(store, store.open(notice -> {}), requests, window, proxies, access, kafka, accessLog);
    }

    private RunningServer(
            StoreSettings store,
            ActivityStore opened,
            int requests,
            Duration window,
            List<Network> proxies,
            AccessSettings access,
            Optional<KafkaSettings> kafka,
            Optional<AccessLog.Output> accessLog)
            throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ServerSettings settings = new ServerSettings(
                loopback, 0, store, kafka, access, requests, window, 65536, 64, 48, proxies, accessLog);
        server = new WebServer(settings, opened);
        server.start();
    }

    /** A server of this store. */
    static RunningServer over(ActivityStore store) throws Exception {
        return new RunningServer(
                store(Path.of("unused"), 0),
                store,
                1_000_000,
                Duration.ofSeconds(60),
                List.of(),
                access(),
                Optional.empty(),
                Optional.empty());
    }

    /** A server that writes an access log. */
    static RunningServer withLog(Path database, AccessLog.Output accessLog) throws Exception {
        return unlimited(store(database, 0), Optional.empty(), Optional.of(accessLog));
    }

    /** A server whose posts go through Kafka. */
    static RunningServer throughKafka(Path database, KafkaSettings kafka) throws Exception {
        return unlimited(store(database, 0), Optional.of(kafka), Optional.empty());
    }

    /** A server whose database may have so many bytes. */
    static RunningServer ofSize(Path database, long maxBytes) throws Exception {
        return unlimited(store(database, maxBytes), Optional.empty(), Optional.empty());
    }

    private static RunningServer unlimited(
            StoreSettings store, Optional<KafkaSettings> kafka, Optional<AccessLog.Output> accessLog) throws Exception {
        return new RunningServer(store, 1_000_000, Duration.ofSeconds(60), List.of(), access(), kafka, accessLog);
    }

    private static StoreSettings store(Path database, long maxBytes) {
        return new StoreSettings(database, Optional.empty(), SqliteStore.RETENTION, maxBytes);
    }

    private static AccessSettings access() {
        return new AccessSettings(KeyHash.of("test", KEY), Optional.empty(), false, false, 1_000_000);
    }

    void replaceKeys(Access.Keys keys) {
        server.replaceKeys(keys);
    }

    URI uri(String path) {
        return URI.create("http://" + server.address() + path);
    }

    Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), uri("/").getPort());
    }

    HttpResponse<String> post(String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri("/frames")).POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> postWithKey(String body) throws Exception {
        return post(body, "Authorization", KEY);
    }

    HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends a GET request for a body that may be no text. */
    HttpResponse<byte[]> bytes(String path, String... headers) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path)).headers(headers).build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    /** Opens an answer that is read while it comes. */
    HttpResponse<InputStream> stream(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofInputStream());
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    JsonNode rows(String path) throws Exception {
        return new ObjectMapper().readTree(get(path).body()).get("rows");
    }

    /** The sum of one member over all rows of the summary. */
    long sum(String member) throws Exception {
        long sum = 0;
        for (JsonNode row : rows("/activity/summary")) {
            sum += row.get(member).longValue();
        }
        return sum;
    }

    /** Returns the paths that are answered, each with its methods. */
    Map<String, Set<String>> methodsByPath() {
        return server.methodsByPath();
    }

    /** Stops the server; the client can still read what was sent. */
    void stop() {
        server.close();
    }

    @Override
    public void close() {
        server.close();
        client.shutdownNow();
    }
}
