package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class McapChoiceTest {
    @Test
    void aServiceRecordsIntoTheFirstStateDirectoryThatSystemdNames() {
        assertEquals(
                Path.of("/var/lib/tally/recordings"),
                McapChoice.usualPlace(Map.of("STATE_DIRECTORY", "/var/lib/tally:/var/lib/kmmon")));
        assertEquals(
                Path.of("/var/lib/tally/recordings"),
                McapChoice.usualPlace(Map.of("STATE_DIRECTORY", "/var/lib/tally")));
    }

    @Test
    void anotherProgramRecordsWhereTheReplacedOneDid() {
        assertEquals(Path.of("/tmp"), McapChoice.usualPlace(Map.of()));
        assertEquals(Path.of("/tmp"), McapChoice.usualPlace(Map.of("STATE_DIRECTORY", "")));
    }
}
