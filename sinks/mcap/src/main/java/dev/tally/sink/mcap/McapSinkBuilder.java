package dev.tally.sink.mcap;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapRecord;
import dev.tally.sink.encoding.ActivityTopic;
import dev.tally.sink.mcap.internal.FailureReason;
import dev.tally.sink.mcap.internal.RecorderSettings;
import dev.tally.sink.mcap.internal.RollSchedule;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sets up an {@link McapSink} and opens it; the defaults suit most programs. */
public final class McapSinkBuilder {
    /** The default of {@link #rollEvery}. */
    public static final Duration DEFAULT_ROLL = Duration.ofHours(1);

    /** The default of {@link #retainFor}. */
    public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

    /** The default of {@link #writeEvery}: with the time to write, what is at risk stays below a second. */
    public static final Duration DEFAULT_WRITE = Duration.ofMillis(750);

    /** The default of {@link #chunkEvery}. */
    public static final Duration DEFAULT_CHUNK = Duration.ofMinutes(1);

    /** The default of {@link #queueLimit}: {@value} samples. */
    public static final int DEFAULT_QUEUE = 8_192;

    private final Path directory;
    private final Set<ActivityTopic> topics = EnumSet.allOf(ActivityTopic.class);
    private final List<McapRecord.Metadata> metadata = new ArrayList<>();
    private Duration roll = DEFAULT_ROLL;
    private boolean aligned = true;
    private Duration retention = DEFAULT_RETENTION;
    private Duration write = DEFAULT_WRITE;
    private Duration chunk = DEFAULT_CHUNK;
    private boolean synced;
    private Optional<Compression> compression = Optional.empty();
    private int queueLimit = DEFAULT_QUEUE;
    private RecordingListener listener = new RecordingListener() {};
    private Optional<RecordingUpload> upload = Optional.empty();

    McapSinkBuilder(Path directory) {
        this.directory = directory;
    }

    /**
     * Sets when a new file begins: at whole multiples of a time on the wall clock (UTC), each full hour by default.
     *
     * @param period from 1 ns to 100 years
     * @return this builder
     */
    public McapSinkBuilder rollEvery(Duration period) {
        this.roll = positive("roll", period);
        return this;
    }

    /**
     * Counts the time of {@link #rollEvery} from the first sample of each file instead.
     *
     * @return this builder
     */
    public McapSinkBuilder rollFromStart() {
        this.aligned = false;
        return this;
    }

    /**
     * Sets how old recordings are deleted, seven days after they were finished by default. Recordings that wait for
     * their upload and files with other names are never deleted.
     *
     * @param age from 1 ns to 100 years
     * @return this builder
     */
    public McapSinkBuilder retainFor(Duration age) {
        this.retention = positive("retention", age);
        return this;
    }

    /**
     * Sets how long samples are gathered before they are written, which is what a crash can lose: 750 ms by default.
     *
     * @param time from 1 ns to 100 years
     * @return this builder
     */
    public McapSinkBuilder writeEvery(Duration time) {
        this.write = positive("writing time", time);
        return this;
    }

    /**
     * Sets how long a chunk stays open, unless it has 256 KiB before: one minute by default. Long chunks make small files.
     * What the open chunk holds is in the journal beside the file, where a reader of the file does not see it.
     *
     * @param time from 1 ns to 100 years; up to {@link #writeEvery}, each write is a chunk and there is no journal
     * @return this builder
     */
    public McapSinkBuilder chunkEvery(Duration time) {
        this.chunk = positive("chunk time", time);
        return this;
    }

    /**
     * Waits for the disk after each write. A crash of the system then loses no more than one of the program.
     *
     * @return this builder
     */
    public McapSinkBuilder syncEveryWrite() {
        this.synced = true;
        return this;
    }

    /**
     * Sets how chunks are compressed.
     *
     * @param compression by default {@link Compression#smallest()}
     * @return this builder
     */
    public McapSinkBuilder compression(Compression compression) {
        this.compression = Optional.of(compression);
        return this;
    }

    /**
     * Sets how many samples may wait to be written; further ones are dropped and counted.
     *
     * @param samples at least 2; {@value #DEFAULT_QUEUE} by default
     * @return this builder
     */
    public McapSinkBuilder queueLimit(int samples) {
        if (samples < 2) {
            throw new IllegalArgumentException("queue limit is " + samples + ", not at least 2");
        }
        this.queueLimit = samples;
        return this;
    }

    /**
     * Leaves topics out, for example {@code /mouse/position}, the track of the pointer.
     *
     * @param left names of topics
     * @return this builder
     * @throws IllegalArgumentException if there is no topic of a name
     */
    public McapSinkBuilder without(String... left) {
        for (String topic : left) {
            topics.remove(ActivityTopic.named(topic));
        }
        return this;
    }

    /**
     * Adds a metadata record at the start of each file.
     *
     * @param name the name of the record
     * @param values its entries
     * @return this builder
     */
    public McapSinkBuilder metadata(String name, Map<String, String> values) {
        metadata.add(new McapRecord.Metadata(name, values));
        return this;
    }

    /**
     * Adds the metadata record by which Foxglove knows a recording's project and device.
     *
     * @param projectId the project in Foxglove
     * @param deviceId the device in Foxglove; empty if it has none
     * @param deviceName the name of the device
     * @return this builder
     */
    public McapSinkBuilder foxglove(String projectId, Optional<String> deviceId, String deviceName) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("projectId", projectId);
        deviceId.ifPresent(id -> values.put("deviceId", id));
        values.put("deviceName", deviceName);
        return metadata("foxglove", values);
    }

    /**
     * Sets the listener that is told what becomes of recordings.
     *
     * @param listener called by the thread that starts the sink and by the recorder's thread
     * @return this builder
     */
    public McapSinkBuilder listener(RecordingListener listener) {
        this.listener = listener;
        return this;
    }

    /**
     * Sets the upload that finished recordings are offered to.
     *
     * @param upload closed with this sink
     * @return this builder
     */
    public McapSinkBuilder upload(RecordingUpload upload) {
        this.upload = Optional.of(upload);
        return this;
    }

    /**
     * Completes what earlier runs left and starts the recorder.
     *
     * @return the sink, which records until it is closed
     * @throws IOException if the directory cannot be made or written, or the library for the compression is absent
     */
    public McapSink start() throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new IOException(
                    "cannot make the directory " + directory + " (" + why(e) + "); choose another one", e);
        }
        if (!Files.isWritable(directory)) {
            throw new IOException("cannot write into " + directory + ": no permission; choose another directory");
        }
        if (compression.isPresent()) {
            compression.get().require();
        }
        return new McapSink(settings());
    }

    /** Returns why a directory cannot be made. The system's message may be no more than the part of its path that is at fault. */
    private static String why(IOException failure) {
        if (failure instanceof FileAlreadyExistsException) {
            return failure.getMessage() + " is not a directory";
        }
        return failure instanceof NoSuchFileException
                ? "nothing can be made in " + Path.of(failure.getMessage()).getParent()
                : FailureReason.of(failure);
    }

    private RecorderSettings settings() {
        return new RecorderSettings(
                directory,
                new RollSchedule(roll.toNanos(), aligned),
                retention.toNanos(),
                write.toNanos(),
                chunk.toNanos(),
                synced,
                compression,
                queueLimit,
                EnumSet.copyOf(topics),
                List.copyOf(metadata),
                listener,
                upload);
    }

    private static Duration positive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(Duration.ofDays(36_500)) > 0) {
            throw new IllegalArgumentException(what + " is " + duration + ", not from 1 ns to 100 years");
        }
        return duration;
    }
}
