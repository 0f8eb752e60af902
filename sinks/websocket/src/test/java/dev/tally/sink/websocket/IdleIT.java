package dev.tally.sink.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Connected clients that get nothing cost nothing; connections that say nothing do not stay. */
class IdleIT {
    private static final long SECONDS = 5;

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
            Thread.sleep(2_000); // the handshakes' timers run out meanwhile
            Map<String, Long> before = wakeUps();
            Thread.sleep(SECONDS * 1_000); // this is the measurement
            assertFalse(before.isEmpty());
            assertEquals(before, wakeUps());
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    /** How often each of the server's threads has gone to sleep. */
    private static Map<String, Long> wakeUps() throws IOException {
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
    void whoConnectsAndSaysNothingIsCutOffAfterTenSeconds() throws IOException {
        try (FoxgloveServer server =
                        FoxgloveServer.named("test").bind("127.0.0.1", 0).start();
                RawClient silent = RawClient.open(server.port())) {
            assertEquals(-1, silent.awaitEnd());
        }
    }
}
