package dev.tally.foxglove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One of fifty clients does not read: it alone loses messages. */
class StalledClientIT {
    private static final int CLIENTS = 50;
    private static final int MESSAGES = 10_000;
    private static final int PAYLOAD = 1000;

    /** Reads on its own thread and sees to it that nothing is missing. */
    private static final class Reader {
        final AtomicInteger received = new AtomicInteger();
        private final RawClient client;
        private volatile boolean isInOrder = true;

        Reader(RawClient client) {
            this.client = client;
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try {
                while (received.get() < MESSAGES) {
                    byte[] data = client.await(RawClient.BINARY).payload();
                    long time =
                            ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getLong(5);
                    isInOrder &= time == received.get() && data.length == 13 + PAYLOAD;
                    received.incrementAndGet();
                }
            } catch (IOException e) {
                isInOrder = false;
            }
        }
    }

    @Test
    void theOthersGetEverythingAndItsDropsAreCounted() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try (FoxgloveServer server = FoxgloveServer.named("test")
                .bind("127.0.0.1", 0)
                .clientQueue(1024, 1_000_000)
                .start()) {
            Channel channel = server.addChannel(ChannelDefinition.json("/t", "T", "{}"));
            for (int i = 0; i < CLIENTS; i++) {
                RawClient client = RawClient.join(server.port());
                client.subscribe(i, channel.id());
                clients.add(client);
            }
            Eventually.isTrue(
                    "every client has subscribed",
                    () -> server.statistics().clients().stream().allMatch(c -> c.subscriptions() == 1));
            List<Reader> readers =
                    clients.subList(1, CLIENTS).stream().map(Reader::new).toList();
            long longest = publishAtTheReadersPace(server, channel, readers);
            readers.forEach(
                    reader -> Eventually.isTrue("a reader has every message", () -> reader.received.get() == MESSAGES));

            assertTrue(readers.stream().allMatch(reader -> reader.isInOrder));
            ServerStatistics now = server.statistics();
            List<ClientStatistics> dropping = now.clients().stream()
                    .filter(client -> client.droppedMessages() > 0)
                    .toList();
            assertEquals(1, dropping.size(), now::toString); // the readers have all
            ClientStatistics stalled = dropping.get(0);
            assertEquals(now.droppedMessages(), stalled.droppedMessages());
            assertTrue(stalled.queuedBytes() <= 1_000_000, stalled.toString());
            System.out.printf(
                    "%d clients got %d messages each; the stalled one lost %d of them; longest publish %.3f ms%n",
                    readers.size(), MESSAGES, stalled.droppedMessages(), longest / 1e6);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static long publishAtTheReadersPace(FoxgloveServer server, Channel channel, List<Reader> readers) {
        byte[] payload = new byte[PAYLOAD];
        long longest = 0;
        for (int i = 0; i < MESSAGES; i++) {
            long start = System.nanoTime();
            server.publish(channel, i, payload);
            longest = Math.max(longest, System.nanoTime() - start);
            if (i % 100 == 0) {
                int enough = i - 500;
                Eventually.isTrue(
                        "every reader has enough messages",
                        () -> readers.stream().allMatch(reader -> reader.received.get() >= enough));
            }
        }
        return longest;
    }
}
