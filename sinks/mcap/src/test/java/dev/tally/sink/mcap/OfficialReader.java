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
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The official readers, run by Node in a process of their own; installed into {@code target} when they are first asked. */
final class OfficialReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SOURCE = Path.of("src", "test", "node");
    private static final Path HOME = Path.of("target", "node");
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "verify.mjs");

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
        install();
    }

    private static boolean isThere(String program) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    private static synchronized void install() throws IOException, InterruptedException {
        Files.createDirectories(HOME);
        Path lock = HOME.resolve("node_modules").resolve(".lock");
        String wanted = Files.readString(SOURCE.resolve("package-lock.json"));
        for (String file : FILES) {
            Files.copy(SOURCE.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(lock) || !Files.readString(lock).equals(wanted)) {
            run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"));
            Files.writeString(lock, wanted);
        }
    }

    /** Reads the files with both readers, which must agree, and gives what they found in each. */
    static List<JsonNode> read(List<Path> files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", "verify.mjs"));
        files.forEach(file -> command.add(file.toAbsolutePath().toString()));
        List<JsonNode> found = new ArrayList<>();
        for (String line : run(command).lines().toList()) {
            JsonNode result = JSON.readTree(line);
            JsonNode streamed = result.get("streamed");
            JsonNode indexed = result.get("indexed");
            for (String field : List.of("messages", "sha256", "attachments", "metadata")) {
                assertEquals(streamed.get(field), indexed.get(field), () -> result.get("file") + " " + field);
            }
            assertEquals(streamed.get("messages"), indexed.get("counted"), () -> result.get("file") + " statistics");
            found.add(indexed);
        }
        assertEquals(files.size(), found.size());
        return found;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("node", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(HOME.toFile())
                    .redirectError(errors.toFile())
                    .start();
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
