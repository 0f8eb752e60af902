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

/** The settings of a recorder. */
public record RecorderSettings(
        Path directory,
        RollSchedule schedule,
        long retentionNanos,
        long chunkNanos,
        boolean syncChunks,
        Compression compression,
        int queueCapacity,
        Set<ActivityTopic> topics,
        List<McapRecord.Metadata> metadata,
        RecordingListener listener,
        Optional<RecordingUpload> upload) {}
