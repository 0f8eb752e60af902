package dev.tally.foxglove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.Shortest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections that take their time over the handshake do not keep honest clients out. */
class SlowHandshakesTest {
    private static final int SLOW = 560;
    private static final byte[] REQUEST =
            ("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(5000)).getBytes(StandardCharsets.US_ASCII);

    private final AtomicInteger opened = new AtomicInteger();
    private volatile boolean isOver;

    private static FoxgloveServer start() throws IOException {
        return FoxgloveServer.named("test").bind("127.0.0.1", 0).start();
    }

    @Test
    void hundredsOfSlowHeadersKeepNoHonestClientOut() throws Exception {
        List<Thread> attackers = new ArrayList<>();
        try (FoxgloveServer server = start()) {
            for (int i = 0; i < SLOW; i++) {
                attackers.add(Thread.ofVirtual().start(() -> sendSlowly(server.port())));
            }
            Eventually.isTrue("all attackers have come, many twice", () -> opened.get() > 3 * SLOW / 2);
            for (int i = 0; i < 10; i++) {
                Shortest.isLessThan(Duration.ofSeconds(2), () -> {
                    try (RawClient honest = RawClient.join(server.port())) {
                        assertTrue(honest.read().text().contains("serverInfo"));
                    }
                });
            }
        } finally {
            isOver = true;
            attackers.forEach(Thread::interrupt);
            for (Thread attacker : attackers) {
                attacker.join();
            }
        }
    }

    /** Sends a byte of a header every 0.4 s, and connects again when the server has closed the connection. */
    private void sendSlowly(int port) {
        while (!isOver) {
            try (RawClient slow = RawClient.open(port)) {
                opened.incrementAndGet();
                for (byte next : REQUEST) {
                    slow.raw(new byte[] {next});
                    Thread.sleep(400); // the attacker's slowness
                }
            } catch (IOException e) {
                // closed by the server, as it should be
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Test
    void aConnectionThatSendsTooLittleIsClosedAfterASecond() throws Exception {
        assertClosedWithin(Duration.ofMillis(1_800), new byte[] {'G', 'E', 'T'});
    }

    @Test
    void aHeadThatIsNeverFinishedIsClosedAfterTwoSeconds() throws Exception {
        assertClosedWithin(Duration.ofSeconds(4), Arrays.copyOf(REQUEST, 2000));
    }

    private static void assertClosedWithin(Duration limit, byte[] sent) throws Exception {
        try (FoxgloveServer server = start()) {
            Shortest.isLessThan(limit, () -> {
                try (RawClient slow = RawClient.open(server.port())) {
                    slow.raw(sent);
                    assertEquals(-1, slow.awaitEnd());
                }
            });
        }
    }

    @Test
    void oneAddressHasABoundedNumberOfClients() throws IOException {
        try (FoxgloveServer server = FoxgloveServer.named("test")
                        .bind("127.0.0.1", 0)
                        .maxClientsPerAddress(2)
                        .start();
                RawClient first = RawClient.join(server.port());
                RawClient second = RawClient.join(server.port());
                RawClient third = RawClient.open(server.port())) {
            Eventually.isTrue(
                    "both are sessions", () -> server.statistics().clients().size() == 2);
            assertEquals(503, third.handshake("/", RawClient.SDK).status());
            first.reset();
            Eventually.isTrue(
                    "the first has left", () -> server.statistics().clients().size() == 1);
            RawClient.join(server.port()).close();
            assertTrue(second.read().text().contains("serverInfo"));
        }
    }
}
