package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that is started in blackout hours does not open its source at all. */
@Timeout(60)
class BlackoutIT {
    @TempDir
    private Path directory;

    private Pty pty(String command) throws Exception {
        return Pty.of(directory, Map.of("TALLY_BLACKOUT", "00:00-12:00;12:00-24:00"), command);
    }

    private String output(String command, int status) throws Exception {
        try (Pty pty = pty(command)) {
            assertEquals(status, pty.await(), pty::shown);
            return pty.shown();
        }
    }

    @Test
    void nothingIsCountedAndTheStatusSaysWhy() throws Exception {
        try (Pty client = pty("$CLIENT run --sink none --backend simulated --capture simulated.rate=1000")) {
            Eventually.isTrue("it can be asked", () -> Files.isDirectory(directory.resolve("tally")));
            Eventually.isTrue("it says so", () -> client.shown().contains("blackout hours; nothing is counted"));
            String status = output("$CLIENT status --json", 0);
            assertTrue(status.contains("\"state\":\"blackout\""), status);
            assertFalse(status.matches("(?s).*\"keyPresses\":[1-9].*"), status);
            assertTrue(output("$CLIENT status", 0).startsWith("blackout, process "));
            assertTrue(output("$CLIENT resume", 1).contains("blackout hours do not end"));
            assertFalse(client.shown().contains("live: "), client::shown);
            client.type("\u0003");
            assertEquals(0, client.await());
        }
    }
}
