package dev.tally.aggregation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every {@code …Stress} of this module in jcstress' own processes, briefly; a forbidden outcome is a failure. */
class StressIT {
    private static final int TESTS = 4;

    @TempDir
    private Path directory;

    @Test
    void noForbiddenOutcomeIsSeen() throws IOException, InterruptedException {
        Path output = directory.resolve("jcstress.txt");
        Process jcstress = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.openjdk.jcstress.Main",
                        "-m",
                        "quick",
                        "-sc",
                        "false",
                        "-r",
                        directory.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = jcstress.waitFor(5, TimeUnit.MINUTES);
        jcstress.destroyForcibly();
        String text = Files.readString(output);
        assertTrue(ended, text);
        assertEquals(0, jcstress.exitValue(), text);
        assertTrue(text.contains("All remaining tests: " + TESTS + " matching test results"), text);
    }
}
