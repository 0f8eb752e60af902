package dev.tally.sink.mcap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.mcap.RecordingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final long DAY = TimeUnit.DAYS.toMillis(1);
    private static final long HOUR = TimeUnit.HOURS.toMillis(1);

    @TempDir
    Path directory;

    @Test
    void aRecordingThatWaitsForItsUploadIsLookedAtAgain() throws IOException {
        RecordingDirectory recordings = new RecordingDirectory(directory);
        Path recording = Files.createFile(directory.resolve("kmmon-1.mcap"));
        long finished = 10 * DAY;
        Files.setLastModifiedTime(recording, FileTime.fromMillis(finished));
        recordings.mark(recording);
        Retention retention = new Retention(recordings, new RecordingListener() {}, TimeUnit.MILLISECONDS.toNanos(DAY));

        assertEquals(finished + DAY, retention.apply(finished));
        assertEquals(finished + 2 * DAY + HOUR, retention.apply(finished + 2 * DAY));
        assertTrue(Files.exists(recording));

        Files.delete(directory.resolve("kmmon-1.mcap.pending"));
        assertEquals(Long.MAX_VALUE, retention.apply(finished + 2 * DAY + HOUR));
        assertFalse(Files.exists(recording));
    }
}
