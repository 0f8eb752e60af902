package dev.tally.aggregation.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.aggregation.Clock;
import dev.tally.aggregation.internal.Platform;
import dev.tally.testkit.fixtures.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The spool on a real file system that is full, or read-only: 64 KiB in memory, which only root can mount. */
@Timeout(60)
class FullDiskSpoolIT {
    @RegisterExtension
    private final CapturedLog log = new CapturedLog();

    private SmallDisk disk;

    @BeforeEach
    void mount() throws IOException {
        disk = SmallDisk.mount(64);
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void whatIsCountedOnAFullDiskIsSaidOnceAndKeptOnceThereIsRoom() throws IOException {
        Path ballast = disk.fill();
        SimulatedClient client = client();
        client.weather.down();
        countWithoutASpool(client);
        Files.delete(ballast);
        catchUp(client);
    }

    @Test
    void aReadOnlyDiskIsSaidOnceAndCountingGoesOnInMemory() throws Exception {
        SimulatedClient client = client();
        client.close();
        disk.makeReadOnly();
        client.start();
        client.type(20);
        client.sleep(Duration.ofMinutes(1));
        client.close();
        assertEquals(20, client.delivered());
        assertEquals(1, log.linesWith("Read-only file system").size(), log::text);
        assertEquals(1, log.linesWith("cannot be used").size(), log::text);
    }

    private SimulatedClient client() {
        return new SimulatedClient(
                Platform.of(Clock.system()).files(), disk.directory().resolve("spool"));
    }

    private void countWithoutASpool(SimulatedClient client) {
        client.type(20);
        client.sleep(Duration.ofMinutes(1));
        client.type(20);
        assertFalse(client.monitor().snapshot().spool().isPresent());
        assertTrue(client.pending().keyPresses() >= 40);
        assertEquals(1, log.linesWith("cannot write to the spool").size(), log::text);
        assertEquals(1, log.linesWith("No space left on device").size(), log::text);
    }

    private void catchUp(SimulatedClient client) {
        client.type(15);
        assertTrue(client.monitor().snapshot().spool().isPresent());
        assertEquals(1, log.linesWith("can be written again").size(), log::text);
        long counted = client.monitor().snapshot().seen().keyPresses();
        client.close();
        assertEquals(0, client.delivered());
        client.start();
        client.weather.clear();
        client.close();
        assertEquals(counted, client.delivered());
    }
}
