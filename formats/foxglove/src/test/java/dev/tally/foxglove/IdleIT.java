package dev.tally.foxglove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connected clients that get nothing cost nothing; connections that say nothing do not stay. */
class IdleIT {

    @Test
    void noThreadWakesWhileNothingHappens() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (FoxgloveServer server =
                FoxgloveServer.named("test").bind("127.0.0.1", 0).start()) {
            Channel channel = server.addChannel(ChannelDefinition.json("/t", "T", "{}"));
            server.publish(channel, 1, new byte[10]);
            for (int i = 0; i < 10; i++) {
                RawClient client = RawClient.join(server.port());
                client.subscribe(0, channel.id());
                client.await(RawClient.BINARY);
                clients.add(client);
            }
            assertFalse(wakeUps().isEmpty());
            // the timers of the handshakes run out first
            Eventually.isStill("no thread wakes", Duration.ofSeconds(60), Duration.ofSeconds(5), IdleIT::wakeUps);
            assertEquals(10, server.statistics().clients().size());
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    /** How often each of the server's threads has gone to sleep. */
    private static Map<String, Long> wakeUps() {
        Map<String, Long> switches = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            tasks.forEach(task -> {
                try {
                    String name = Files.readString(task.resolve("comm")).strip();
                    if (name.startsWith("foxglove") || name.startsWith("Scheduler") || name.startsWith("Session-")) {
                        switches.put(name + " " + task.getFileName(), sleeps(task));
                    }
                } catch (NoSuchFileException e) {
                    // it has just ended
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return switches;
    }

    private static long sleeps(Path task) throws IOException {
        return Files.readAllLines(task.resolve("status")).stream()
                .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                .sum();
    }

    @Test
    void silentConnectionsDoNotKeepOthersOutForLong() throws IOException {
        List<RawClient> silent = new ArrayList<>();
        try (FoxgloveServer server =
                FoxgloveServer.named("test").bind("127.0.0.1", 0).start()) {
            for (int i = 0; i < 170; i++) {
                silent.add(RawClient.open(server.port()));
            }
            joinInTheEnd(server.port()).close();
            assertEquals(-1, silent.get(0).awaitEnd());
        } finally {
            for (RawClient client : silent) {
                client.close();
            }
        }
    }

    /** Tries until it is let in, as viewers do: the connection that finds the last place taken is refused. */
    private static RawClient joinInTheEnd(int port) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10); // then viewers give up
        while (true) {
            try {
                return RawClient.join(port);
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    @Test
    void aClientThatSendsAByteNowAndThenIsCutOffAsWell() throws Exception {
        try (FoxgloveServer server =
                        FoxgloveServer.named("test").bind("127.0.0.1", 0).start();
                RawClient slow = RawClient.open(server.port())) {
            byte[] request = ("GET /" + "x".repeat(100)).getBytes(StandardCharsets.US_ASCII);
            assertThrows(IOException.class, () -> {
                for (byte next : request) {
                    slow.raw(new byte[] {next});
                    Thread.sleep(200); // the client's slowness
                }
            });
        }
    }

    @Test
    void aSilentWebSocketStaysWithTlsToo(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.in(directory);
        try (FoxgloveServer server = FoxgloveServer.named("test")
                        .bind("127.0.0.1", 0)
                        .tls(Tls.keyStore(certificate.keyStore(), certificate.passwordFile()))
                        .start();
                RawClient client = RawClient.openTls(server.port())) {
            assertEquals(101, client.handshake("/", RawClient.SDK).status());
            Thread.sleep(4_000); // its silence
            server.status(StatusLevel.INFO, "still there?");
            assertTrue(client.read().text().contains("serverInfo"));
            assertTrue(client.read().text().contains("still there?"));
        }
    }
}
