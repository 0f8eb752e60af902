package dev.tally.sink.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The official readers, run by Node in a process of their own. */
final class OfficialReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path NPM =
            Path.of("../../testkit/npm").toAbsolutePath().normalize();

    private OfficialReader() {}

    /** Skips the test, saying why, on a machine without Node. */
    static void require() throws IOException, InterruptedException {
        for (String program : List.of("node", "npm")) {
            String why = "skipped: no " + program + " on this machine; it runs the official MCAP readers";
            boolean there = isThere(program);
            if (!there) {
                System.out.println(why);
            }
            assumeTrue(there, why);
        }
        run(List.of(NPM.resolve("install").toString()));
    }

    private static boolean isThere(String program) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    /** Reads the files with both readers, which must agree, and gives what they found in each. */
    static List<JsonNode> read(List<Path> files) throws IOException, InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode result : verify(files)) {
            JsonNode streamed = result.get("streamed");
            JsonNode indexed = result.get("indexed");
            for (String field : List.of("messages", "sha256", "attachments", "metadata")) {
                assertEquals(streamed.get(field), indexed.get(field), () -> result.get("file") + " " + field);
            }
            assertEquals(streamed.get("messages"), indexed.get("counted"), () -> result.get("file") + " statistics");
            found.add(indexed);
        }
        return found;
    }

    /** What each of the readers finds in the files; the indexed one may refuse some. The streaming one must not. */
    static List<JsonNode> readOrRefused(List<Path> files) throws IOException, InterruptedException {
        return verify(files, "--refusals");
    }

    private static List<JsonNode> verify(List<Path> files, String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("node", NPM.resolve("mcap-verify.mjs").toString()));
        command.addAll(List.of(options));
        files.forEach(file -> command.add(file.toAbsolutePath().toString()));
        List<JsonNode> results = new ArrayList<>();
        for (String line : run(command).lines().toList()) {
            results.add(JSON.readTree(line));
        }
        assertEquals(files.size(), results.size());
        return results;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("node", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                fail(String.join(" ", command) + " failed:\n" + Files.readString(errors));
            }
            return output;
        } finally {
            Files.delete(errors);
        }
    }
}
