package dev.tally.sink.mcap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
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

    @Test
    void aFileThatCannotBeLockedIsNotLeft() throws IOException {
        RecordingDirectory withoutLocks = new RecordingDirectory(directory, file -> {
            throw new IOException("no locks available");
        });
        assertThrows(IOException.class, () -> withoutLocks.claim(1));
        assertThrows(IOException.class, () -> withoutLocks.createJournal(directory.resolve("kmmon-1.mcap.part")));
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }
}
