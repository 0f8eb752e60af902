package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real Foxglove Studio, in Chromium without a window: what it shows of a layout. */
final class Studio {
    private static final Path TESTKIT =
            Path.of("../../testkit").toAbsolutePath().normalize();

    private Studio() {}

    static void install() throws IOException, InterruptedException {
        run(List.of(TESTKIT.resolve("npm/install").toString(), "../studio"));
    }

    /** What the panels show, what is wrong with them, and what the application says of the source. See open.js. */
    static JsonNode open(Path layout, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("node", TESTKIT.resolve("studio/open.js").toString()));
        command.addAll(List.of("--layout", layout.toString()));
        command.addAll(List.of(options));
        return new ObjectMapper().readTree(run(command));
    }

    private static byte[] run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            byte[] output = process.getInputStream().readAllBytes();
            assertEquals(0, process.waitFor(), () -> String.join(" ", command));
            return output;
        } finally {
            process.destroy();
        }
    }
}
