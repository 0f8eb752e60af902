package dev.tally.sink.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.OfficialMcapReader;
import dev.tally.testkit.fixtures.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recording onto a full disk: a file system of 256 KiB in memory, which only root can create. */
class FullDiskIT {
    private SmallDisk disk;

    @BeforeEach
    void mount() throws IOException {
        disk = SmallDisk.mount(256);
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    private static void awaitLessThan(int pending, McapSink sink) {
        Eventually.isTrue(
                "the writer has caught up",
                () -> sink.status().pending() < pending || sink.status().state() == RecordingStatus.State.FAILED);
    }

    @Test
    void recordingStopsCountingGoesOnAndRecordingResumes() throws IOException, InterruptedException {
        OfficialMcapReader.require();
        Path ballast = Files.write(disk.directory().resolve("ballast"), new byte[100 << 10]);
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        RecordingListener listener = new RecordingListener() {
            @Override
            public void failed(String what, IOException why) {
                failures.add(what);
            }
        };
        McapSink sink = McapSink.into(disk.directory())
                .writeEvery(Duration.ofMillis(20))
                .listener(listener)
                .start();
        try {
            int n = 0;
            while (sink.status().state() != RecordingStatus.State.FAILED) {
                sink.publish(Samples.position(n++));
                awaitLessThan(500, sink); // some chunks are written before the disk is full
            }
            assertTrue(
                    sink.status().detail().contains(disk.directory().toString()),
                    sink.status().detail());
            long recorded = sink.status().recorded();
            assertTrue(recorded > 100);
            sink.publish(Samples.position(n));
            Eventually.isTrue("counted as dropped", () -> sink.status().pending() == 0);

            Files.delete(ballast);
            Eventually.isTrue("recording again", () -> {
                sink.publish(Samples.position(0));
                return sink.status().state() == RecordingStatus.State.RECORDING
                        && sink.status().recorded() > recorded;
            });
        } finally {
            sink.close();
        }
        RecordingStatus end = sink.status();
        assertTrue(failures.get(0).contains("No space left"), failures.toString());
        assertEquals(0, end.pending());
        assertTrue(end.dropped() > 0);
        assertEquals(end.published(), end.recorded() + end.dropped());
        List<Path> files;
        try (Stream<Path> list = Files.list(disk.directory())) {
            files = list.sorted().toList();
        }
        assertTrue(
                files.size() >= 2 && files.stream().allMatch(f -> f.toString().endsWith(".mcap")), files.toString());
        long messages = 0;
        for (JsonNode official : OfficialMcapReader.read(files)) {
            messages += official.get("messages").intValue();
        }
        assertEquals(end.recorded(), messages);
    }
}
