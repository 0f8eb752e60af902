package dev.tally.sink.mcap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingDirectoryTest {

    @TempDir
    Path directory;

    @Test
    void noOtherUserCanLockAMarker() throws IOException {
        new RecordingDirectory(directory).mark(directory.resolve("kmmon-1.mcap"));
        Path marker = directory.resolve("kmmon-1.mcap.pending");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(marker)));
    }
}
