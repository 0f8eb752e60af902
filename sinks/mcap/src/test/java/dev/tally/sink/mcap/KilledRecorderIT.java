package dev.tally.sink.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.mcap.Compression;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.McapRepair;
import dev.tally.testkit.fixtures.OfficialMcapReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A recorder that is killed leaves its file without an end; the next start finishes it. */
class KilledRecorderIT {

    @TempDir
    Path directory;

    /** Chunks of a minute, of which none is closed before the kill, and of 1.5 s. */
    @ParameterizedTest
    @CsvSource({"NONE, 60000", "LZ4, 60000", "ZSTD, 60000", "ZSTD, 1500"})
    void atMostTheLastSecondIsMissing(Compression compression, int chunkMillis)
            throws IOException, InterruptedException {
        OfficialMcapReader.require();
        long shortest = Long.MAX_VALUE; // a recorder that got neither processor nor disk just then is killed again
        for (int attempt = 1; attempt <= 3 && shortest > TimeUnit.SECONDS.toNanos(1); attempt++) {
            Path files = Files.createDirectory(directory.resolve("attempt-" + attempt));
            shortest = Math.min(shortest, nanosMissingAfterAKill(files, compression, chunkMillis));
        }
        long missing = shortest;
        assertTrue(missing <= TimeUnit.SECONDS.toNanos(1), () -> "missing: " + missing + " ns");
    }

    private static long nanosMissingAfterAKill(Path directory, Compression compression, int chunkMillis)
            throws IOException, InterruptedException {
        long lastPublished = RecordingProcess.recordAndKill(directory, compression, chunkMillis, 500);
        assertTrue(Files.exists(
                McapRepair.journal(Recordings.files(directory, "*.part").get(0))));

        McapSink.into(directory).start().close(); // the next start finishes the file

        List<Path> files;
        try (Stream<Path> list = Files.list(directory)) {
            files = list.toList();
        }
        assertEquals(1, files.size(), files.toString());
        List<McapRecord.Message> messages = Recordings.messages(files.get(0));
        assertEquals(
                IntStream.range(0, messages.size())
                        .mapToObj(n -> "{\"x\":" + n + ",\"y\":" + -n + "}")
                        .toList(),
                messages.stream().map(m -> Recordings.text(m.data())).toList());
        JsonNode official = OfficialMcapReader.read(files).get(0);
        assertEquals(messages.size(), official.get("messages").intValue());
        return lastPublished - messages.get(messages.size() - 1).logTimeNanos();
    }
}
