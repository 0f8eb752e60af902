package dev.tally.sink.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.mcap.Compression;
import dev.tally.testkit.fixtures.PypiProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The doctor of pymcap-cli checks recordings against the specification, and finds no error and nothing to warn of. */
@EnabledIfSystemProperty(named = "tally.full", matches = "true", disabledReason = "only with -Dtally.full=true")
class DoctorIT {
    private static Path doctor;

    @TempDir
    Path directory;

    @BeforeAll
    static void installDoctor() throws IOException, InterruptedException {
        Optional<Path> installed = PypiProgram.install("pymcap-cli", "pymcap-cli==0.34.0");
        assumeTrue(installed.isPresent(), "pymcap-cli cannot be installed here");
        doctor = installed.orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void aRecordingOfSeveralChunksIsSound(Compression compression) throws IOException, InterruptedException {
        int samples = 20_000;
        try (McapSink sink = McapSink.into(directory)
                .compression(compression)
                .queueLimit(samples)
                .start()) {
            for (int n = 0; n < samples; n++) {
                sink.publish(n % 2 == 0 ? Samples.position(n) : Samples.keyboard(n));
            }
        }
        assertSound(samples, 3);
    }

    @Test
    void aRecordingThatWasCompletedAfterAKillIsSound() throws IOException, InterruptedException {
        RecordingProcess.recordAndKill(directory, Compression.ZSTD, 500, 400);
        McapSink.into(directory).start().close(); // the next start completes the file

        assertSound(Recordings.count(Recordings.files(directory, "*.mcap")), 3);
    }

    @Test
    void aRecordingWithoutItsEndIsNotSound() throws IOException, InterruptedException {
        byte[] whole = Recordings.small(Compression.NONE, 100);
        Path cut = Files.write(directory.resolve("cut.mcap"), Arrays.copyOf(whole, whole.length - 100));

        assertNotEquals(0, summary(examine(cut)).get("errors").intValue());
    }

    private void assertSound(int messages, int leastChunks) throws IOException, InterruptedException {
        List<Path> files = Recordings.files(directory, "*.mcap");
        assertEquals(1, files.size(), files.toString());
        List<JsonNode> findings = examine(files.get(0));
        JsonNode summary = summary(findings);
        assertEquals(messages, summary.get("messages").intValue());
        assertTrue(summary.get("chunks").intValue() >= leastChunks, summary::toString);
        assertEquals(
                List.of(),
                findings.stream()
                        .filter(finding -> finding.get("type").textValue().equals("finding"))
                        .filter(finding -> !finding.get("severity").textValue().equals("info"))
                        .toList());
    }

    private static JsonNode summary(List<JsonNode> findings) {
        JsonNode last = findings.get(findings.size() - 1);
        assertEquals("summary", last.get("type").textValue());
        return last;
    }

    /** What the doctor finds, and at the end its summary. */
    private List<JsonNode> examine(Path file) throws IOException, InterruptedException {
        Path errors = directory.resolve("doctor.err");
        Process process = new ProcessBuilder(doctor.toString(), "doctor", "--format", "jsonl", file.toString())
                .redirectError(errors.toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        List<JsonNode> findings = new ArrayList<>();
        for (String line : output.lines().toList()) {
            findings.add(new ObjectMapper().readTree(line));
        }
        assertTrue(!findings.isEmpty(), Files.readString(errors));
        return findings;
    }
}
