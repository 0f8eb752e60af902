package dev.tally.mcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The official cases, in the directory that MCAP_CONFORMANCE_DIR names: a {@code .json} beside each {@code .mcap}. */
class ConformanceTest {
    private static final String DIRECTORY = "MCAP_CONFORMANCE_DIR";
    private static List<ConformanceCase> cases = List.of();

    @BeforeAll
    static void findCases() throws IOException {
        String directory = System.getenv(DIRECTORY);
        if (directory == null || !Files.isDirectory(Path.of(directory))) {
            String why =
                    "skipped: " + DIRECTORY + " is " + (directory == null ? "not set" : "no directory: " + directory)
                            + "; it names the directory of the official MCAP conformance cases";
            System.out.println("ConformanceTest " + why);
            assumeTrue(false, why);
        }
        cases = ConformanceCase.in(Path.of(directory));
        assertFalse(cases.isEmpty(), "no case in " + directory);
    }

    static Stream<ConformanceCase> all() {
        return cases.stream();
    }

    static Stream<ConformanceCase> unpadded() {
        return cases.stream().filter(c -> !c.padded());
    }

    @ParameterizedTest
    @MethodSource("unpadded")
    void isWrittenByteForByte(ConformanceCase official) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (McapWriter writer =
                McapWriter.to(bytes).library("").without(official.without()).open()) {
            official.write(writer);
        }
        assertArrayEquals(Files.readAllBytes(official.file()), bytes.toByteArray());
    }

    @ParameterizedTest
    @MethodSource("all")
    void isReadToTheRecordsListed(ConformanceCase official) throws IOException {
        List<Map<String, JsonNode>> read = new ArrayList<>();
        try (McapReader reader = McapReader.from(official.file()).open()) {
            for (Optional<McapRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                read.add(ConformanceCase.listed(next.get()));
            }
        }
        assertEquals(official.records(), read);
    }
}
