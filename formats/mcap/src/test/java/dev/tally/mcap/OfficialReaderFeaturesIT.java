package dev.tally.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.testkit.fixtures.OfficialMcapReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files without one of the features, and without any, in every compression: one run of the official readers for all.
 */
class OfficialReaderFeaturesIT {
    private static final int MESSAGES = 1_000;

    @TempDir
    static Path directory;

    private static List<Case> cases = List.of();

    /** A file, what is left out of it, and what both readers say. */
    private record Case(String name, Set<McapFeature> left, JsonNode streamed, JsonNode indexed, JsonNode whole) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void readAll() throws IOException, InterruptedException {
        OfficialMcapReader.require();
        List<Set<McapFeature>> sets = new ArrayList<>(List.of(Set.of()));
        Stream.of(McapFeature.values()).map(Set::of).forEach(sets::add);
        sets.add(Set.of(McapFeature.values()));
        List<Path> files = new ArrayList<>();
        for (Compression compression : Compression.values()) {
            for (Set<McapFeature> left : sets) {
                Path file = directory.resolve(compression + " without " + left + ".mcap");
                files.add(Files.write(file, Recordings.small(compression, MESSAGES, left.toArray(McapFeature[]::new))));
            }
        }
        List<JsonNode> results = OfficialMcapReader.readOrRefused(files);
        cases = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            JsonNode result = results.get(i);
            cases.add(new Case(
                    files.get(i).getFileName().toString(),
                    sets.get(i % sets.size()),
                    result.get("streamed"),
                    result.get("indexed"),
                    results.get(0).get("streamed")));
        }
    }

    static Stream<Case> all() {
        return cases.stream();
    }

    static Stream<Case> refused() {
        return all().filter(c -> c.left.contains(McapFeature.MESSAGE_INDEX));
    }

    static Stream<Case> indexed() {
        return all().filter(c -> !c.left.contains(McapFeature.MESSAGE_INDEX));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theStreamingReaderFindsEverything(Case written) {
        assertEquals(MESSAGES, written.streamed.get("messages").intValue());
        assertEquals(written.whole, written.streamed);
    }

    /** This reader finds no messages in a file without chunks or without their index. */
    @ParameterizedTest
    @MethodSource("indexed")
    void theIndexedReaderFindsWhatIndexesLeadTo(Case written) {
        assertEquals("", written.indexed.path("refused").asText());
        boolean leads = !written.left.contains(McapFeature.CHUNKS) && !written.left.contains(McapFeature.CHUNK_INDEX);
        assertEquals(leads ? MESSAGES : 0, written.indexed.get("messages").intValue());
        if (leads) {
            assertEquals(written.whole.get("sha256"), written.indexed.get("sha256"));
        }
        found(written, McapFeature.ATTACHMENT_INDEX, "attachments");
        found(written, McapFeature.METADATA_INDEX, "metadata");
        int counted = written.left.contains(McapFeature.STATISTICS) ? -1 : MESSAGES;
        assertEquals(counted, written.indexed.get("counted").intValue());
    }

    private static void found(Case written, McapFeature index, String field) {
        JsonNode found = written.indexed.get(field);
        if (written.left.contains(index)) {
            assertTrue(found.isEmpty(), found.toString());
        } else {
            assertEquals(written.whole.get(field), found);
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void theIndexedReaderRefusesAFileWithoutMessageIndexes(Case written) {
        String why = written.indexed.path("refused").asText();
        assertTrue(why.contains("without message indexes") || why.contains("not indexed"), why);
    }
}
