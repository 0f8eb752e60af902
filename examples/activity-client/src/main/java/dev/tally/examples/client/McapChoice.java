package dev.tally.examples.client;

import dev.tally.mcap.Compression;
import dev.tally.sink.LiveSink;
import dev.tally.sink.encoding.SourceName;
import dev.tally.sink.mcap.McapSink;
import dev.tally.sink.mcap.McapSinkBuilder;
import dev.tally.sink.mcap.RecordingUpload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the mcap sink: recordings of the live topics. */
final class McapChoice {
    private static final long TEN_YEARS = Duration.ofDays(3650).toSeconds();

    @Option(
            names = "--mcap-dir",
            paramLabel = "DIRECTORY",
            defaultValue = "/tmp",
            descriptionKey = "KMMON_MCAP_DIR",
            description =
                    "The mcap sink records into files kmmon-*.mcap here. Default: ${DEFAULT-VALUE}. [KMMON_MCAP_DIR]")
    private Path directory = Path.of("/tmp");

    @Option(
            names = "--mcap-roll-secs",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            descriptionKey = "KMMON_ROLL_SECS",
            description = "A new file begins at whole multiples of this on the clock. Default: ${DEFAULT-VALUE}."
                    + " [KMMON_ROLL_SECS]")
    private long rollSeconds;

    @Option(names = "--mcap-roll-from-start", description = "Count that time from the start of each file instead.")
    private boolean rollFromStart;

    @Option(
            names = "--mcap-retention-secs",
            paramLabel = "SECONDS",
            defaultValue = "604800",
            descriptionKey = "KMMON_RETENTION_SECS",
            description = "Delete recordings that were finished this long ago. Default: ${DEFAULT-VALUE}."
                    + " [KMMON_RETENTION_SECS]")
    private long retentionSeconds;

    @Option(
            names = "--mcap-compression",
            paramLabel = "NAME",
            defaultValue = "lz4",
            descriptionKey = "TALLY_MCAP_COMPRESSION",
            description =
                    "How recordings are compressed: lz4, zstd or none. Default: ${DEFAULT-VALUE}. [TALLY_MCAP_COMPRESSION]")
    private String compression = "lz4";

    @Option(
            names = "--foxglove-project-id",
            paramLabel = "ID",
            descriptionKey = "KMMON_FOXGLOVE_PROJECT_ID",
            description = "Write into each recording whose it is, for Foxglove. [KMMON_FOXGLOVE_PROJECT_ID]")
    private @Nullable String projectId;

    @Option(
            names = "--foxglove-device-id",
            paramLabel = "ID",
            descriptionKey = "KMMON_FOXGLOVE_DEVICE_ID",
            description = "The device's id there. [KMMON_FOXGLOVE_DEVICE_ID]")
    private @Nullable String deviceId;

    @Option(
            names = "--foxglove-device-name",
            paramLabel = "NAME",
            descriptionKey = "KMMON_FOXGLOVE_DEVICE_NAME",
            description = "The device's name there. Default: the host's name. [KMMON_FOXGLOVE_DEVICE_NAME]")
    private @Nullable String deviceName;

    @Mixin
    private UploadChoice upload = new UploadChoice();

    /**
     * Completes what earlier runs left and starts to record.
     *
     * @throws UsageException if a setting is wrong
     * @throws IOException if the directory cannot be used, or credentials for uploads are missing
     */
    LiveSink open(Set<String> withoutTopics) throws IOException {
        McapSinkBuilder builder = McapSink.into(directory)
                .rollEvery(seconds("--mcap-roll-secs", rollSeconds))
                .retainFor(seconds("--mcap-retention-secs", retentionSeconds))
                .compression(compression())
                .without(withoutTopics.toArray(String[]::new));
        if (rollFromStart) {
            builder.rollFromStart();
        }
        if (projectId != null) {
            String name = deviceName != null ? deviceName : SourceName.ofThisHost();
            builder.foxglove(projectId, Optional.ofNullable(deviceId), name);
        }
        RecordingAnnouncements announcements = new RecordingAnnouncements();
        Optional<RecordingUpload> opened = upload.open(announcements);
        opened.ifPresent(builder::upload);
        return builder.listener(announcements).open();
    }

    private static Duration seconds(String option, long seconds) {
        if (seconds < 1 || seconds > TEN_YEARS) {
            throw new UsageException(option, seconds, "it must be from 1 to " + TEN_YEARS);
        }
        return Duration.ofSeconds(seconds);
    }

    private Compression compression() {
        return switch (compression) {
            case "none" -> Compression.NONE;
            case "lz4" -> Compression.LZ4;
            case "zstd" -> Compression.ZSTD;
            default -> throw new UsageException("--mcap-compression", compression, "it must be none, lz4 or zstd");
        };
    }
}
