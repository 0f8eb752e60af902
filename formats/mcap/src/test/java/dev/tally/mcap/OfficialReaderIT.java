package dev.tally.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.testkit.fixtures.OfficialMcapReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official readers read the files that are written and repaired here, and check every CRC. */
class OfficialReaderIT {

    @TempDir
    Path directory;

    @BeforeAll
    static void requireNode() throws IOException, InterruptedException {
        OfficialMcapReader.require();
    }

    @Test
    void everyCompressionIsRead() throws IOException, InterruptedException {
        List<Path> files = new ArrayList<>();
        for (Compression compression : Compression.values()) {
            Path file = directory.resolve(compression + ".mcap");
            files.add(Files.write(file, Recordings.small(compression, 1_000)));
        }
        for (JsonNode found : OfficialMcapReader.read(files)) {
            assertEquals(1_000, found.get("messages").intValue());
            assertEquals("[\"note.txt\"]", found.get("attachments").toString());
            assertEquals(
                    "{\"foxglove\":{\"projectId\":\"p\"}}",
                    found.get("metadata").toString());
            assertEquals("[\"/mouse\",\"/plain\"]", found.get("topics").toString());
        }
    }

    @Test
    void largeChunksAreRead() throws IOException, InterruptedException {
        List<Path> files = new ArrayList<>();
        for (Compression compression : Compression.values()) {
            Path file = directory.resolve(compression + "-large.mcap");
            try (McapWriter writer =
                    McapWriter.to(file).compression(compression).open()) {
                Recordings.fill(writer, 100_000);
            }
            files.add(file);
        }
        for (JsonNode found : OfficialMcapReader.read(files)) {
            assertEquals(100_000, found.get("messages").intValue());
        }
    }

    @Test
    void chunksWithoutMessagesAreRead() throws IOException, InterruptedException {
        Path file = directory.resolve("definitions.mcap");
        try (McapWriter writer = McapWriter.to(file).chunkSize(20).open()) {
            Recordings.fill(writer, 100);
        }
        JsonNode found = OfficialMcapReader.read(List.of(file)).get(0);
        assertEquals(100, found.get("messages").intValue());
        assertEquals("[\"/mouse\",\"/plain\"]", found.get("topics").toString());
    }

    @Test
    void whatIsRepairedIsRead() throws IOException, InterruptedException {
        List<Path> files = new ArrayList<>();
        List<Integer> messages = new ArrayList<>();
        for (Compression compression : Compression.values()) {
            byte[] whole = Recordings.small(compression, 40);
            for (int cut = 0; cut < whole.length; cut += 97) {
                Path file = directory.resolve(compression + "-" + cut + ".mcap");
                Files.write(file, Arrays.copyOf(whole, cut));
                messages.add((int) McapRepair.repair(file).messages());
                files.add(file);
            }
        }
        List<JsonNode> found = OfficialMcapReader.read(files);
        for (int i = 0; i < files.size(); i++) {
            assertEquals(
                    messages.get(i),
                    found.get(i).get("messages").intValue(),
                    files.get(i).toString());
        }
        assertTrue(files.size() > 50);
    }

    @Test
    void whatIsDamagedIsRefusedByThemToo() throws IOException {
        byte[] whole = Recordings.small(Compression.NONE, 40);
        whole[whole.length / 3] ^= 1;
        Path file = Files.write(directory.resolve("damaged.mcap"), whole);
        assertThrows(AssertionError.class, () -> OfficialMcapReader.read(List.of(file)));
    }
}
