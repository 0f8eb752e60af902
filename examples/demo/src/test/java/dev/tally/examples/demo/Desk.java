package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.x11.XTestClient;
import dev.tally.testkit.x11.XvfbServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A machine to count on: a summary server, an X server, hands that type on it, and clients as a user starts them. The clients write
 * a report, and no count may be unaccounted for in it.
 */
final class Desk implements AutoCloseable {
    /** How long a test waits for what is delivered: retries back off. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path directory;
    private final List<Child> clients = new ArrayList<>();
    private Child server;
    private Summary summary;
    private XvfbServer display;
    private XTestClient hands;
    private int key;

    private Desk(Path directory) throws Exception {
        this.directory = directory;
        startServer();
        sitDown(XvfbServer.start());
    }

    /** Starts the server and the X server; their files are in this directory. */
    static Desk in(Path directory) throws Exception {
        return new Desk(directory);
    }

    private void sitDown(XvfbServer at) throws Exception {
        display = at;
        hands = XTestClient.connect(display.display(), display.authorityFile());
        key = hands.letterKeys().get(0);
    }

    /** Starts a server with the database of the one before, on another port. */
    void startServer() throws IOException, InterruptedException {
        server = Apps.server(directory.resolve("activity.db"));
        summary = new Summary(server.ready().group(1));
    }

    /** Kills the server, as a crash would end it. */
    void killServer() throws InterruptedException {
        server.kill();
    }

    /** Kills the X server and starts another one on its display. */
    void restartDisplay() throws Exception {
        int number = display.number();
        hands.close();
        display.kill();
        display.close();
        sitDown(XvfbServer.startOn(number));
    }

    Child server() {
        return server;
    }

    int serverPort() {
        return URI.create(summary.url()).getPort();
    }

    Summary summary() {
        return summary;
    }

    XvfbServer display() {
        return display;
    }

    XTestClient hands() {
        return hands;
    }

    /** Starts a client that counts on the X server and delivers to this URL, and waits until it counts. */
    Child client(String framesUrl, String... options) throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(List.of("--backend=xrecord", "--capture=xrecord.display=" + display.display()));
        all.addAll(List.of(options));
        addUnlessSet(all, "--spool=", "--no-spool");
        addUnlessSet(all, "--report=", "--report=" + reportFile());
        Child client = Apps.client(framesUrl, runtime(), all);
        clients.add(client);
        client.ready();
        return client;
    }

    private static void addUnlessSet(List<String> options, String option, String value) {
        if (options.stream().noneMatch(given -> given.startsWith(option))) {
            options.add(value);
        }
    }

    /** Waits until the client has begun to count for the n-th time. */
    static void awaitLive(Child client, int times) {
        Eventually.isTrue("the client is live again", PATIENCE, () -> {
            long begun = client.errors()
                    .lines()
                    .filter(line -> line.startsWith("live: "))
                    .count();
            return begun == times;
        });
    }

    /** Stops a client, which must have delivered everything or kept it in its spool, and checks its report. */
    void stop(Child client) throws IOException, InterruptedException {
        assertEquals(0, client.stop(), client::errors);
        assertBalanced();
    }

    /** Checks that the last report accounts for every count. */
    void assertBalanced() throws IOException {
        for (JsonNode sink : report().path("ledger")) {
            sink.path("unaccounted").forEach(count -> assertEquals(0, count.asLong(), sink::toString));
        }
        for (JsonNode sink : report().path("live_ledger")) {
            assertEquals(0, sink.path("unaccounted").asLong(), sink::toString);
        }
    }

    /** Presses a key this many times; when it returns, the X server has done it. */
    void press(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            hands.key(key);
        }
        hands.sync();
    }

    long pressesServed() {
        try {
            return summary.totals().get("kp");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitServed(long presses) {
        Eventually.isEqual("presses served", PATIENCE, presses, this::pressesServed);
    }

    /** Returns how many presses the only client has counted, up to a second ago. */
    long pressesCounted() {
        return status().at("/total/counts/keyPresses").asLong();
    }

    /** Asks the only client for its status, without starting a program; a missing node while there is no client to ask. */
    JsonNode status() {
        try (Stream<Path> sockets = Files.list(sockets())) {
            for (Path socket : sockets.toList()) {
                try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                    channel.write(ByteBuffer.wrap("status\n".getBytes(StandardCharsets.US_ASCII)));
                    return new ObjectMapper()
                            .readTree(Channels.newInputStream(channel).readAllBytes());
                } catch (ConnectException e) {
                    continue; // of a client that was killed, or that does not listen yet
                }
            }
            return MissingNode.getInstance();
        } catch (NoSuchFileException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the only client has delivered everything that it has. */
    void awaitNothingPending() {
        try {
            Eventually.isTrue("nothing is pending", PATIENCE, this::isNothingPending);
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + ", but " + status() + "\n"
                            + clients.get(clients.size() - 1).errors() + "\n" + server.errors(),
                    e);
        }
    }

    private boolean isNothingPending() {
        JsonNode sink = status().at("/sinks/0");
        return sink.has("pending")
                && sink.at("/pending/keyPresses").asLong() == 0
                && sink.path("waiting_intervals").asInt() == 0;
    }

    /** Returns the runtime directory of the user of this desk. */
    Path runtime() {
        return directory.resolve("run");
    }

    /** Returns where the sockets of the clients are. */
    Path sockets() {
        return runtime().resolve("tally");
    }

    Path spool() {
        return directory.resolve("spool");
    }

    private Path reportFile() {
        return directory.resolve("report");
    }

    /** Returns the report of the client that was stopped last. */
    JsonNode report() throws IOException {
        return new ObjectMapper().readTree(Files.readString(reportFile()));
    }

    @Override
    public void close() throws IOException {
        clients.forEach(Child::close); // also those of a test that failed
        hands.close();
        display.close();
        server.close();
    }
}
