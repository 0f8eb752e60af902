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
 * Records live samples into MCAP files, one after the other: {@code kmmon-SECOND.mcap}, named by the second of the first
 * sample in it.
 *
 * <pre>{@code
 * LiveSink sink = McapSink.into(Path.of("/var/lib/tally")).compression(Compression.ZSTD).open();
 * }</pre>
 *
 * <p>A file has the suffix {@code .part} until it is complete; what a crash leaves is completed by the next recorder that
 * opens in the directory. Any number of recorders may share a directory: each locks the file that it writes.
 *
 * <p><b>Threads.</b> {@link #publish} is for any thread and never waits. A thread of its own writes.
 *
 * <p><b>Order and time.</b> Samples bear the time of the wall clock, which also ends the open file while nothing comes: of
 * samples of another hour, each chunk becomes a file. For what is not live there is {@link McapWriter}.
 *
 * <p>Samples are gathered for at most {@link Builder#chunkEvery} and then handed to the system as a chunk: a crash of the
 * program loses no more than that. After a crash of the system, what it had not yet written is lost too, unless {@link
 * Builder#syncEveryChunk()} was asked for. A finished file is on the disk.
 *
 * <p><b>Cost.</b> Two wake-ups for each chunk while there are samples, one at the end of a file, none otherwise.
 *
 * <p><b>Failure.</b> A full disk, or any other error of it, ends the file after its last whole chunk; samples are dropped
 * and counted, and recording goes on in a new file when there is room: see {@link #status()}. The same is seen with the next
 * chunk if somebody removes the file that is being written; all that was in it then counts as dropped.
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

    /** A recorder into a directory, which is made if it is not there. */
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

    /** How it is doing. */
    public RecordingStatus status() {
        return recorder.status();
    }

    /**
     * Records what was published, completes the file, and closes the upload, which may take until its own deadline.
     * Idempotent. Waits at most ten seconds for a disk that hangs; the next recorder then completes the file.
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

    /** Where to record, and how. */
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

        /** A new file begins at whole multiples of this time on the wall clock (UTC): each full hour by default. */
        public Builder rollEvery(Duration period) {
            this.roll = positive("roll", period);
            return this;
        }

        /** Counts the time of {@link #rollEvery} from the first sample of each file instead. */
        public Builder rollFromStart() {
            this.aligned = false;
            return this;
        }

        /**
         * Recordings that were finished this long ago are deleted, seven days by default; never those that wait for their
         * upload, and never files of others.
         */
        public Builder retainFor(Duration age) {
            this.retention = positive("retention", age);
            return this;
        }

        /** How long samples are gathered before they are written: what a crash can lose. */
        public Builder chunkEvery(Duration time) {
            this.chunk = positive("chunk time", time);
            return this;
        }

        /** Waits for the disk after each chunk: a crash of the system then loses no more than one of the program. */
        public Builder syncEveryChunk() {
            this.syncChunks = true;
            return this;
        }

        /** How chunks are compressed; by default they are not, which costs a few times the disk. */
        public Builder compression(Compression compression) {
            this.compression = compression;
            return this;
        }

        /** How many samples may wait to be written; the rest is dropped and counted. At least 2. */
        public Builder queueLimit(int samples) {
            if (samples < 2) {
                throw new IllegalArgumentException("queue limit is " + samples + ", not at least 2");
            }
            this.queueLimit = samples;
            return this;
        }

        /** Records nothing of these topics, for example {@code /mouse/position}, the track of the pointer. */
        public Builder without(String... left) {
            for (String topic : left) {
                topics.remove(ActivityTopic.named(topic));
            }
            return this;
        }

        /** A metadata record at the start of each file. */
        public Builder metadata(String name, Map<String, String> values) {
            metadata.add(new McapRecord.Metadata(name, values));
            return this;
        }

        /**
         * The metadata record by which Foxglove knows a recording's project and device.
         *
         * @param deviceId empty if the device has none
         */
        public Builder foxglove(String projectId, Optional<String> deviceId, String deviceName) {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("projectId", projectId);
            deviceId.ifPresent(id -> values.put("deviceId", id));
            values.put("deviceName", deviceName);
            return metadata("foxglove", values);
        }

        /** Hears what becomes of recordings. */
        public Builder listener(RecordingListener listener) {
            this.listener = listener;
            return this;
        }

        /** Takes finished recordings away; closed with this sink. */
        public Builder upload(RecordingUpload upload) {
            this.upload = Optional.of(upload);
            return this;
        }

        /**
         * Completes what earlier runs left and starts.
         *
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
