package dev.tally.aggregation.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tally.aggregation.Clock;
import dev.tally.aggregation.internal.Platform;
import java.io.IOException;
import java.io.OutputStream;
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

    private Path disk = Path.of("/");

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createTempDirectory("tally-full-spool");
        if (run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()) != 0) {
            Files.delete(disk);
            String why = "skipped: cannot mount a small tmpfs; it needs root";
            System.out.println("FullDiskSpoolIT " + why);
            assumeTrue(false, why);
        }
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (Files.exists(disk)) {
            assertEquals(0, run("umount", disk.toString()));
            Files.delete(disk);
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).start().waitFor();
    }

    @Test
    void whatIsCountedOnAFullDiskIsSaidOnceAndKeptOnceThereIsRoom() throws IOException {
        Path ballast = fill();
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
        assertEquals(0, run("mount", "-o", "remount,ro", disk.toString()));
        client.start();
        client.type(20);
        client.sleep(Duration.ofMinutes(1));
        client.close();
        assertEquals(20, client.delivered());
        assertEquals(1, log.linesWith("Read-only file system").size(), log::text);
        assertEquals(1, log.linesWith("cannot be used").size(), log::text);
    }

    private Path fill() throws IOException {
        Path ballast = disk.resolve("ballast");
        try (OutputStream out = Files.newOutputStream(ballast)) {
            for (int i = 0; i < 64; i++) {
                out.write(new byte[1024]);
            }
        } catch (IOException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("No space left"), e::toString);
        }
        return ballast;
    }

    private SimulatedClient client() {
        return new SimulatedClient(Platform.of(Clock.system()).files(), disk.resolve("spool"));
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
