package dev.tally.sink.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PendingUploadTest {

    @TempDir
    Path directory;

    private Path recording = Path.of("");
    private Path marker = Path.of("");

    @BeforeEach
    void create() throws IOException {
        recording = Files.writeString(directory.resolve("kmmon-1.mcap"), "x");
        marker = Files.createFile(directory.resolve("kmmon-1.mcap.pending"));
    }

    @Test
    void oneClaimExcludesAnother() throws IOException {
        PendingUpload claim = PendingUpload.claim(recording).orElseThrow();
        assertTrue(PendingUpload.claim(recording).isEmpty());
        assertTrue(PendingUpload.claim(directory.resolve(".").resolve("kmmon-1.mcap"))
                .isEmpty());
        assertTrue(PendingUpload.isPending(recording));
        claim.close();
        PendingUpload.claim(recording).orElseThrow().close();
    }

    @Test
    void whatIsDoneCannotBeClaimed() throws IOException {
        try (PendingUpload claim = PendingUpload.claim(recording).orElseThrow()) {
            claim.done();
        }
        assertFalse(Files.exists(marker));
        assertFalse(PendingUpload.isPending(recording));
        assertTrue(PendingUpload.claim(recording).isEmpty());
        assertEquals("x", Files.readString(recording));
    }

    @Test
    void aMarkerThatWasMadeAnewIsNotDeletedByTheOldClaim() throws IOException {
        try (PendingUpload claim = PendingUpload.claim(recording).orElseThrow()) {
            Files.move(marker, directory.resolve("kept")); // its inode is not used again
            Files.createFile(marker);
            claim.done();
        }
        assertTrue(PendingUpload.isPending(recording));
    }

    @Test
    void closingAgainReleasesNoOtherClaim() throws IOException {
        PendingUpload first = PendingUpload.claim(recording).orElseThrow();
        first.close();
        PendingUpload second = PendingUpload.claim(recording).orElseThrow();
        first.close();
        assertTrue(PendingUpload.claim(recording).isEmpty());
        second.close();
    }
}
