package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class McapChoiceTest {
    @Test
    void aServiceRecordsIntoTheFirstStateDirectoryThatSystemdNames() {
        assertEquals(
                "/var/lib/tally/recordings",
                McapChoice.usualPlace(Map.of("STATE_DIRECTORY", "/var/lib/tally:/var/lib/kmmon")));
        assertEquals("/var/lib/tally/recordings", McapChoice.usualPlace(Map.of("STATE_DIRECTORY", "/var/lib/tally")));
    }

    @Test
    void anotherProgramRecordsWhereTheReplacedOneDid() {
        assertEquals("/tmp", McapChoice.usualPlace(Map.of()));
        assertEquals("/tmp", McapChoice.usualPlace(Map.of("STATE_DIRECTORY", "")));
    }
}
