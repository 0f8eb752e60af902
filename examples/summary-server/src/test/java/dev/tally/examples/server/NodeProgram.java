package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Programs in Node, and the npm packages that they need. */
final class NodeProgram {
    private static final Path INSTALL =
            Path.of("../../testkit/npm/install").toAbsolutePath().normalize();

    private NodeProgram() {}

    /** Installs the packages of a folder as its lock file says. */
    static void install(Path folder) throws IOException, InterruptedException {
        run(List.of(INSTALL.toString(), folder.toString()));
    }

    /** Runs a program to its end and returns its standard output. */
    static byte[] run(List<String> command) throws IOException, InterruptedException {
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
