package dev.tally.sink.mcap.internal;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapRecord;
import dev.tally.sink.encoding.ActivityTopic;
import dev.tally.sink.mcap.RecordingListener;
import dev.tally.sink.mcap.RecordingUpload;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a recorder.
 *
 * @param writeNanos how long samples are gathered before they are written
 * @param chunkNanos how long a chunk stays open at most
 * @param compression empty for the smallest that the libraries allow
 */
public record RecorderSettings(
        Path directory,
        RollSchedule schedule,
        long retentionNanos,
        long writeNanos,
        long chunkNanos,
        boolean synced,
        Optional<Compression> compression,
        int queueCapacity,
        Set<ActivityTopic> topics,
        List<McapRecord.Metadata> metadata,
        RecordingListener listener,
        Optional<RecordingUpload> upload) {

    /** Returns how long samples are gathered. */
    long gatherNanos() {
        return Math.min(writeNanos, chunkNanos);
    }

    /** Returns whether a chunk stays open over several writes. */
    boolean isJournaled() {
        return chunkNanos > writeNanos;
    }
}
