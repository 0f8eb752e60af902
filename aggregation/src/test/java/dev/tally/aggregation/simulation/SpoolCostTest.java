package dev.tally.aggregation.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Prints what the spool costs, for docs/delivery.md: the figures depend on the format alone, not on a machine. */
@Timeout(120)
class SpoolCostTest {
    private final SimulatedClient client = new SimulatedClient();

    @AfterEach
    void endThreads() {
        client.kill();
    }

    @Test
    void anHourOfUninterruptedTypingWritesAMegabyte() {
        typeForHours(1);
        long bytes = client.disk.bytesWritten();
        print("the server answers", bytes, client.disk.syncs(), client.disk.size());
        assertTrue(bytes > 500_000 && bytes < 1_500_000, () -> bytes + " bytes");
        assertTrue(client.disk.size() < 1_000);
    }

    @Test
    void aServerThatIsAwayForAWorkingDayCostsAFileOfAHundredKilobytes() {
        client.weather.down();
        typeForHours(1);
        print("the first without a server", client.disk.bytesWritten(), client.disk.syncs(), client.disk.size());
        for (int i = 0; i < 5 * 3600; i++) {
            client.type(1);
            client.sleep(Duration.ofMillis(900));
        }
        long bytes = client.disk.bytesWritten();
        long syncs = client.disk.syncs();
        typeForHours(1);
        print(
                "the seventh without a server",
                client.disk.bytesWritten() - bytes,
                client.disk.syncs() - syncs,
                client.disk.size());
        assertTrue(client.disk.size() < 150_000);
    }

    @Test
    void anIdleHourWritesNothing() {
        client.type(1);
        client.sleep(Duration.ofMinutes(1));
        long bytes = client.disk.bytesWritten();
        client.sleep(Duration.ofHours(1));
        assertEquals(bytes, client.disk.bytesWritten());
    }

    /** Types five keys a second. */
    private void typeForHours(int hours) {
        for (int i = 0; i < hours * 3600 * 5; i++) {
            client.type(1);
            client.sleep(Duration.ofMillis(100));
        }
    }

    private static void print(String when, long bytes, long syncs, long size) {
        System.out.printf(
                "an hour of uninterrupted typing, %s: %,d bytes and %d fsyncs; afterwards the spool has %,d bytes%n",
                when, bytes, syncs, size);
    }
}
