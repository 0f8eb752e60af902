package dev.tally.sink.mcap;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.McapWriter;
import dev.tally.sink.LiveSample;
import dev.tally.sink.LiveSink;
import dev.tally.sink.encoding.ActivityTopic;
import dev.tally.sink.mcap.internal.Recorder;
import dev.tally.sink.mcap.internal.RecorderSettings;
import dev.tally.sink.mcap.internal.RollSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Records live samples into MCAP files, one after the other. A file is named {@code kmmon-SECOND.mcap}, by the second of its
 * first sample.
 *
 * <pre>{@code
 * LiveSink sink = McapSink.into(Path.of("/var/lib/tally")).compression(Compression.ZSTD).open();
 * }</pre>
 *
 * <p>A file has the suffix {@code .part} until it is complete; what a crash leaves is completed by the next recorder that
 * opens in the directory. Any number of recorders may share a directory: each locks the file that it writes. Each file begins
 * with the last sample of each topic that tells a state (devices, gaps, ledger), so that no panel of a viewer is empty.
 *
 * <p><b>Threads.</b> {@link #publish} may be called by any thread and never waits. The sink has a thread of its own that writes.
 *
 * <p><b>Order and time.</b> The time of a sample is that of the wall clock, which also ends the open file while no samples
 * come. If samples have times of another hour, each chunk becomes a file; use {@link McapWriter} for what is not live.
 *
 * <p>Samples are gathered for at most {@link Builder#chunkEvery} and then handed to the system as a chunk: a crash of the
 * program loses no more than that. After a crash of the system, what it had not yet written is lost too, unless {@link
 * Builder#syncEveryChunk()} was set. A finished file is on the disk.
 *
 * <p><b>Cost.</b> Two wake-ups for each chunk while there are samples, one at the end of a file, none otherwise.
 *
 * <p><b>Failure.</b> An error of the disk, for example because it is full, ends the file after its last whole chunk. Samples are
 * dropped and counted until a new file can be written: see {@link #status()}. If the file that is being written is removed or
 * replaced, the next chunk notices: all samples in it count as dropped, the listener is told, and a new file begins. What
 * replaced it is left alone.
 */
public final class McapSink implements LiveSink {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final Recorder recorder;
    private final Thread thread;
    private final String name;
    private final Optional<RecordingUpload> upload;

    private McapSink(Builder builder) throws IOException {
        this.name = "mcap " + builder.directory;
        this.upload = builder.upload;
        this.recorder = new Recorder(builder.settings());
        recorder.prepare();
        this.thread = new Thread(recorder, "tally-mcap");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Begins the configuration of a recorder.
     *
     * @param directory where to record; created if it does not exist
     * @return a builder
     */
    public static Builder into(Path directory) {
        return new Builder(directory);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void publish(LiveSample sample) {
        recorder.publish(sample);
    }

    /** {@return what the recorder does, and what became of the samples} */
    public RecordingStatus status() {
        return recorder.status();
    }

    /**
     * Records what was published, completes the file, and closes the upload, which may take until its own deadline.
     * Idempotent. Waits at most ten seconds for a disk that does not answer; the next recorder then completes the file.
     */
    @Override
    public void close() {
        recorder.stop();
        try {
            thread.join(CLOSE_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        upload.ifPresent(RecordingUpload::close);
    }

    /** The settings of a recorder. */
    public static final class Builder {
        /** The default of {@link #rollEvery}. */
        public static final Duration DEFAULT_ROLL = Duration.ofHours(1);

        /** The default of {@link #retainFor}. */
        public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

        /** The default of {@link #chunkEvery}: with the time to write, what is at risk stays below a second. */
        public static final Duration DEFAULT_CHUNK = Duration.ofMillis(750);

        /** The default of {@link #queueLimit}: {@value} samples. */
        public static final int DEFAULT_QUEUE = 8_192;

        private final Path directory;
        private final Set<ActivityTopic> topics = EnumSet.allOf(ActivityTopic.class);
        private final List<McapRecord.Metadata> metadata = new ArrayList<>();
        private Duration roll = DEFAULT_ROLL;
        private boolean aligned = true;
        private Duration retention = DEFAULT_RETENTION;
        private Duration chunk = DEFAULT_CHUNK;
        private boolean syncChunks;
        private Compression compression = Compression.NONE;
        private int queueLimit = DEFAULT_QUEUE;
        private RecordingListener listener = new RecordingListener() {};
        private Optional<RecordingUpload> upload = Optional.empty();

        private Builder(Path directory) {
            this.directory = directory;
        }

        /**
         * Sets when a new file begins: at whole multiples of a time on the wall clock (UTC), each full hour by default.
         *
         * @param period from 1 ns to 100 years
         * @return this builder
         */
        public Builder rollEvery(Duration period) {
            this.roll = positive("roll", period);
            return this;
        }

        /**
         * Counts the time of {@link #rollEvery} from the first sample of each file instead.
         *
         * @return this builder
         */
        public Builder rollFromStart() {
            this.aligned = false;
            return this;
        }

        /**
         * Sets how old recordings are deleted, seven days after they were finished by default. Recordings that wait for their
         * upload and files with other names are never deleted.
         *
         * @param age from 1 ns to 100 years
         * @return this builder
         */
        public Builder retainFor(Duration age) {
            this.retention = positive("retention", age);
            return this;
        }

        /**
         * Sets how long samples are gathered before they are written, which is what a crash can lose: 750 ms by default.
         *
         * @param time from 1 ns to 100 years
         * @return this builder
         */
        public Builder chunkEvery(Duration time) {
            this.chunk = positive("chunk time", time);
            return this;
        }

        /**
         * Waits for the disk after each chunk. A crash of the system then loses no more than one of the program.
         *
         * @return this builder
         */
        public Builder syncEveryChunk() {
            this.syncChunks = true;
            return this;
        }

        /**
         * Sets how chunks are compressed.
         *
         * @param compression by default {@link Compression#NONE}, which takes a few times the disk space
         * @return this builder
         */
        public Builder compression(Compression compression) {
            this.compression = compression;
            return this;
        }

        /**
         * Sets how many samples may wait to be written; further ones are dropped and counted.
         *
         * @param samples at least 2; {@value #DEFAULT_QUEUE} by default
         * @return this builder
         */
        public Builder queueLimit(int samples) {
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
        public Builder without(String... left) {
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
        public Builder metadata(String name, Map<String, String> values) {
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
        public Builder foxglove(String projectId, Optional<String> deviceId, String deviceName) {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("projectId", projectId);
            deviceId.ifPresent(id -> values.put("deviceId", id));
            values.put("deviceName", deviceName);
            return metadata("foxglove", values);
        }

        /**
         * Sets the listener that is told what becomes of recordings.
         *
         * @param listener called by the thread that opens the sink and by the recorder's thread
         * @return this builder
         */
        public Builder listener(RecordingListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Sets the upload that finished recordings are offered to.
         *
         * @param upload closed with this sink
         * @return this builder
         */
        public Builder upload(RecordingUpload upload) {
            this.upload = Optional.of(upload);
            return this;
        }

        /**
         * Completes what earlier runs left and starts the recorder.
         *
         * @return this builder
         * @throws IOException if the directory cannot be made or written, or the library for the compression is absent
         */
        public McapSink open() throws IOException {
            try {
                Files.createDirectories(directory);
            } catch (IOException e) {
                throw new IOException("cannot make the directory " + directory + ": " + e + "; choose another one", e);
            }
            if (!Files.isWritable(directory)) {
                throw new IOException("cannot write into " + directory + ": no permission; choose another directory");
            }
            compression.require();
            return new McapSink(this);
        }

        private RecorderSettings settings() {
            return new RecorderSettings(
                    directory,
                    new RollSchedule(roll.toNanos(), aligned),
                    retention.toNanos(),
                    chunk.toNanos(),
                    syncChunks,
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
}
