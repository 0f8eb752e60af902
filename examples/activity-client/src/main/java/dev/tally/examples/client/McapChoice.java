package dev.tally.examples.client;

import static dev.tally.examples.client.Options.number;
import static dev.tally.examples.client.Options.option;

import dev.tally.mcap.Compression;
import dev.tally.sink.LiveSink;
import dev.tally.sink.encoding.SourceName;
import dev.tally.sink.mcap.McapSink;
import dev.tally.sink.mcap.McapSinkBuilder;
import dev.tally.sink.mcap.RecordingUpload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options of the mcap sink: recordings of the live topics. */
final class McapChoice {
    private static final long TEN_YEARS = Duration.ofDays(3650).toSeconds();

    private static final String OTHERWISE = "/tmp";

    private Path directory = Path.of(OTHERWISE);
    private long rollSeconds;
    private boolean rollFromStart;
    private long retentionSeconds;
    private @Nullable String compression;
    private @Nullable String projectId;
    private @Nullable String deviceId;
    private @Nullable String deviceName;
    private final UploadChoice upload = new UploadChoice();
    private @Nullable McapSink opened;

    /** Adds the options to a command. */
    void addTo(CommandSpec spec) {
        spec.addOption(option("--mcap-dir", Path.class, value -> directory = value)
                .paramLabel("DIRECTORY")
                .defaultValue(usualPlace(System.getenv()))
                .descriptionKey("KMMON_MCAP_DIR")
                .description(
                        "Record the live topics of the mcap sink into files kmmon-*.mcap in this directory. Default: recordings in"
                                + " $STATE_DIRECTORY, which systemd sets for a service; else /tmp. [KMMON_MCAP_DIR]")
                .build());
        spec.addOption(number("--mcap-roll-secs", 1, TEN_YEARS, value -> rollSeconds = value)
                .paramLabel("SECONDS")
                .defaultValue("3600")
                .descriptionKey("KMMON_ROLL_SECS")
                .description(
                        "Begin a new recording at each whole multiple of this time on the clock (UTC). Default: ${DEFAULT-VALUE}."
                                + " [KMMON_ROLL_SECS]")
                .build());
        spec.addOption(option("--mcap-roll-from-start", boolean.class, value -> rollFromStart = value)
                .description("Count the time of --mcap-roll-secs from the start of each recording instead.")
                .build());
        spec.addOption(number("--mcap-retention-secs", 1, TEN_YEARS, value -> retentionSeconds = value)
                .paramLabel("SECONDS")
                .defaultValue("604800")
                .descriptionKey("KMMON_RETENTION_SECS")
                .description("Delete recordings once they have been finished for this time. Default: ${DEFAULT-VALUE}."
                        + " [KMMON_RETENTION_SECS]")
                .build());
        spec.addOption(option("--mcap-compression", String.class, value -> compression = value)
                .paramLabel("NAME")
                .descriptionKey("TALLY_MCAP_COMPRESSION")
                .description(
                        "Compress recordings with zstd or lz4, or not at all: none. Default: zstd, or lz4 if the library of zstd cannot be loaded. [TALLY_MCAP_COMPRESSION]")
                .build());
        spec.addOption(option("--foxglove-project-id", String.class, value -> projectId = value)
                .paramLabel("ID")
                .descriptionKey("KMMON_FOXGLOVE_PROJECT_ID")
                .description("Write the id of this Foxglove project into each recording. [KMMON_FOXGLOVE_PROJECT_ID]")
                .build());
        spec.addOption(option("--foxglove-device-id", String.class, value -> deviceId = value)
                .paramLabel("ID")
                .descriptionKey("KMMON_FOXGLOVE_DEVICE_ID")
                .description("Write the id of this Foxglove device beside the project. [KMMON_FOXGLOVE_DEVICE_ID]")
                .build());
        spec.addOption(option("--foxglove-device-name", String.class, value -> deviceName = value)
                .paramLabel("NAME")
                .descriptionKey("KMMON_FOXGLOVE_DEVICE_NAME")
                .description(
                        "Write this name of the device beside the project. Default: the host's name. [KMMON_FOXGLOVE_DEVICE_NAME]")
                .build());
        upload.addTo(spec);
    }

    /** Returns where recordings go unless the user says so; systemd names several state directories with colons between them. */
    static String usualPlace(Map<String, String> environment) {
        String state = environment.getOrDefault("STATE_DIRECTORY", "").split(":", 2)[0];
        return state.isEmpty() ? OTHERWISE : state + "/recordings";
    }

    /**
     * Checks the settings. Nothing is opened.
     *
     * @throws UsageException if one is wrong
     */
    void check() {
        compression();
        if (Files.exists(directory) && !(Files.isDirectory(directory) && Files.isWritable(directory))) {
            throw new UsageException(
                    "--mcap-dir",
                    directory,
                    "it must be a directory that this user can write to, or the name of a new one");
        }
        upload.check();
    }

    /**
     * Completes the recordings that earlier runs left unfinished and starts to record.
     *
     * @throws IOException if the directory cannot be used, or credentials for uploads are missing
     */
    LiveSink open(Set<String> withoutTopics) throws IOException {
        McapSinkBuilder builder = McapSink.into(directory)
                .rollEvery(Duration.ofSeconds(rollSeconds))
                .retainFor(Duration.ofSeconds(retentionSeconds))
                .without(withoutTopics.toArray(String[]::new));
        compression().ifPresent(builder::compression);
        if (rollFromStart) {
            builder.rollFromStart();
        }
        if (projectId != null) {
            String name = deviceName != null ? deviceName : SourceName.ofThisHost();
            builder.foxglove(projectId, Optional.ofNullable(deviceId), name);
        }
        RecordingAnnouncements announcements = new RecordingAnnouncements();
        Optional<RecordingUpload> uploads = upload.open(announcements);
        uploads.ifPresent(builder::upload);
        McapSink sink = builder.listener(announcements).start();
        opened = sink;
        return sink;
    }

    /** Logs how many samples are in no recording. Called after the sink has been closed. */
    void reportLosses() {
        if (opened != null) {
            RecordingAnnouncements.ended(opened.status());
        }
    }

    /** Returns the compression that was chosen, if one was. */
    private Optional<Compression> compression() {
        if (compression == null) {
            return Optional.empty();
        }
        return switch (compression) {
            case "none" -> Optional.of(Compression.NONE);
            case "lz4" -> Optional.of(Compression.LZ4);
            case "zstd" -> Optional.of(Compression.ZSTD);
            default -> throw new UsageException("--mcap-compression", compression, "it must be none, lz4 or zstd");
        };
    }
}
