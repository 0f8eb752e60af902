package dev.tally.aggregation.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.aggregation.MonitorListener;
import dev.tally.aggregation.internal.Platform;
import dev.tally.aggregation.internal.Spool;
import dev.tally.aggregation.simulation.SimulatedDisk.Trouble;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is wrong with the spool is said once, and counting goes on. */
@Timeout(60)
class SpoolTroubleTest {
    private static final String CANNOT_WRITE = "cannot write to the spool /spool: ";
    private static final String SET_ASIDE = "; set aside as /spool/";

    @RegisterExtension
    private final CapturedLog log = new CapturedLog();

    private final SimulatedClient client = new SimulatedClient();

    @AfterEach
    void endThreads() {
        client.kill();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aDiskThatCannotBeWrittenIsSaidOnceAndCaughtUpWith(Trouble trouble) {
        client.weather.down();
        client.disk.trouble(trouble);
        client.type(20);
        client.sleep(Duration.ofMinutes(2)); // cut, and idle
        client.type(20);
        assertFalse(
                trouble != Trouble.FLAKY && client.monitor().snapshot().spool().isPresent());
        assertEquals(40, client.pending().keyPresses());
        if (trouble != Trouble.FLAKY) { // which is found sound and failing in turns
            assertEquals(1, log.linesWith(CANNOT_WRITE).size(), log::text);
        }

        client.disk.trouble(Trouble.NONE);
        client.type(15);
        assertTrue(client.monitor().snapshot().spool().isPresent());
        assertEquals(
                log.linesWith(CANNOT_WRITE).size(),
                log.linesWith("can be written again").size(),
                log::text);
        client.kill();
        client.start();
        client.weather.clear();
        client.close();
        assertTrue(client.delivered() >= 40 + 5 && client.delivered() <= 55, () -> client.delivered() + " delivered");
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aFileThatCannotBeUsedIsSetAsideUnderADatedNameAndSaid(Damage damage) {
        client.weather.down();
        client.type(20);
        client.close();
        String pending = pending();
        byte[] bad = damage.of(client.disk.bytes(pending));
        client.disk.put(pending, bad);

        client.weather.clear();
        client.start();
        client.type(7);
        client.close();
        assertEquals(7, client.delivered());
        List<String> lines = log.linesWith(SET_ASIDE);
        assertEquals(1, lines.size(), log::text);
        assertTrue(lines.get(0).contains(damage.why), log::text);
        String aside = client.disk.names().stream()
                .filter(name -> name.startsWith(pending + ".unreadable-2026"))
                .findFirst()
                .orElseThrow();
        assertTrue(Arrays.equals(bad, client.disk.bytes(aside)));
    }

    private enum Damage {
        CORRUPT("its checksum does not fit"),
        TRUNCATED("its checksum does not fit"),
        EMPTY("it is no file of a spool"),
        FOREIGN("it is no file of a spool"),
        NEWER("it was written by another version (tally-spool 2)"),
        BINARY("it is no text");

        private final String why;

        Damage(String why) {
            this.why = why;
        }

        private byte[] of(byte[] sound) {
            byte[] damaged = sound.clone();
            switch (this) {
                case CORRUPT -> damaged[sound.length / 2] ^= 1;
                case TRUNCATED -> damaged = Arrays.copyOf(sound, sound.length - 20);
                case EMPTY -> damaged = new byte[0];
                case FOREIGN -> damaged = "my notes".getBytes(StandardCharsets.UTF_8);
                case NEWER -> damaged[12] = '2';
                case BINARY -> damaged[0] = -1;
            }
            return damaged;
        }
    }

    @Test
    void twoFilesThatAreSetAsideWithinASecondHaveTwoNames() {
        for (int i = 0; i < 3; i++) {
            client.close();
            client.disk.put(pending(), new byte[0]);
            client.start();
        }
        assertEquals(
                3,
                client.disk.names().stream()
                        .filter(name -> name.contains(".unreadable-"))
                        .count());
        assertTrue(client.monitor().snapshot().spool().isPresent());
    }

    @Test
    void theIntervalThatWasOpenIsDeliveredAlthoughTheOtherFileIsDamaged() {
        client.type(20);
        client.kill();
        client.disk.put(pending(), new byte[0]);
        client.start();
        client.close();
        assertTrue(client.delivered() >= 10, () -> client.delivered() + " delivered");
    }

    @Test
    void aCopyOfAFileIsSetAsideAndItsIntervalsAreNotTakenForOthers() {
        client.weather.down();
        client.type(20);
        client.close();
        client.disk.put("pending-copy.spool", client.disk.bytes(pending()));
        client.start();
        client.type(5);
        client.weather.clear();
        client.close();
        assertEquals(25, client.delivered());
        assertTrue(log.linesWith(SET_ASIDE).get(0).contains("it is a copy of " + pending()), log::text);
    }

    @Test
    void aSpoolThatCannotBeOpenedIsSaidOnceAndCountingGoesOnInMemory() {
        client.close();
        client.disk.put(pending(), new byte[0]); // it cannot be set aside either
        client.disk.trouble(Trouble.READ_ONLY);
        client.start();
        client.type(5);
        client.sleep(Duration.ofMinutes(1));
        assertEquals(5, client.delivered());
        assertFalse(client.monitor().snapshot().spool().isPresent());
        assertEquals(
                1,
                log.linesWith("the spool /spool cannot be used: Read-only file system")
                        .size(),
                log::text);
    }

    /** A sampler that hangs in its source may end after the monitor has closed, when another one uses the spool. */
    @Test
    void aSpoolThatWasClosedTouchesNoFile() {
        client.close();
        Platform platform =
                new Platform(client.time, client.time, () -> new SplittableRandom(1), UUID::randomUUID, client.disk);
        UUID run = UUID.randomUUID();
        Spool spool = Spool.open(Path.of("/spool"), platform, run, new MonitorListener() {})
                .orElseThrow();
        spool.begin();
        ActivityInterval open =
                new ActivityInterval(run, 1, 1, Instant.EPOCH, Instant.EPOCH, Counts.NONE.with(Count.KEY_PRESSES, 1));
        spool.save(open);
        assertTrue(client.disk.names().contains("open.spool"));
        long before = client.disk.bytesWritten();
        spool.close();
        spool.save(open);
        spool.cut();
        assertTrue(client.disk.names().contains("open.spool"));
        assertEquals(before, client.disk.bytesWritten());
    }

    private String pending() {
        return client.disk.names().stream()
                .filter(name -> name.startsWith("pending-main-") && name.endsWith(".spool"))
                .findFirst()
                .orElseThrow();
    }
}
