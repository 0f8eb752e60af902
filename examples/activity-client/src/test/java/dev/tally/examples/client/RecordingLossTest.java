package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.LiveSample;
import dev.tally.sink.mcap.McapSink;
import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At the end of a run the log says how many samples are in no recording. */
class RecordingLossTest {
    @TempDir
    private Path directory;

    @Test
    void aRunWhoseRecordingIsWholeSaysNothing() throws IOException {
        McapSink sink = recording();
        sink.close();
        assertEquals(Optional.empty(), RecordingAnnouncements.missing(sink.status()));
    }

    @Test
    void samplesOfAFileThatWasRemovedAreNamed() throws IOException {
        McapSink sink = recording();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        sink.close();
        String words = RecordingAnnouncements.missing(sink.status()).orElseThrow();
        assertTrue(words.startsWith("1 of 1 live samples are in no recording: "), words);
    }

    private McapSink recording() throws IOException {
        McapSink sink =
                McapSink.into(directory).chunkEvery(Duration.ofMillis(10)).start();
        sink.publish(new LiveSample.Gap(Instant.now().getEpochSecond() * 1_000_000_000L, 1));
        Eventually.isTrue("the sample is in a chunk", () -> sink.status().recorded() == 1);
        return sink;
    }
}
