package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The settings of the user's own client and server do not hold for the demo, whose counts are invented. */
@Timeout(120)
class UserSettingsIT {
    private static final Path DEMO = Path.of("../../bin/demo").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    @Test
    void nothingOfTheDemoGoesIntoTheDatabaseOfTheUser() throws Exception {
        Path own = directory.resolve("own.db");
        Path file = Files.createDirectories(directory.resolve("tally")).resolve("activity-client.conf");
        Files.writeString(file, "TALLY_SINK=http,sqlite\nACTIVITY_DB_PATH=" + own + "\nAPI_KEY=other\n");
        ProcessBuilder demo = new ProcessBuilder(DEMO.toString(), "--simulated", "--once", "--seconds", "2")
                .redirectErrorStream(true);
        demo.environment()
                .putAll(Map.of(
                        "TALLY_NO_BUILD", "1",
                        "XDG_CONFIG_HOME", directory.toString(),
                        "SERVER_API_KEY", "another",
                        "ACTIVITY_DB_URL", "jdbc:postgresql://127.0.0.1:1/own"));
        Process process = demo.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, process.waitFor(), output);
        assertFalse(Files.exists(own), output);
    }
}
