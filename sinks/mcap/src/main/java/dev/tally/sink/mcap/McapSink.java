package dev.tally.sink.mcap;

import dev.tally.mcap.McapWriter;
import dev.tally.sink.LiveSample;
import dev.tally.sink.LiveSink;
import dev.tally.sink.SampleLedger;
import dev.tally.sink.mcap.internal.Recorder;
import dev.tally.sink.mcap.internal.RecorderSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Records live samples into MCAP files, one after the other. A file is named {@code kmmon-SECOND.mcap}, by the second
 * of its first sample.
 *
 * <pre>{@code
 * LiveSink sink = McapSink.into(Path.of("/var/lib/tally")).compression(Compression.ZSTD).start();
 * }</pre>
 *
 * <p>A file has the suffix {@code .part} until it is complete; what a crash leaves is completed by the next recorder
 * that opens in the directory. Any number of recorders may share a directory: each locks the file that it writes. Each
 * file begins with the last sample of each topic that tells a state (devices, gaps, ledgers), so that no panel of a
 * viewer is empty.
 *
 * <p><b>Threads.</b> {@link #publish} may be called by any thread and never waits. The sink has a thread of its own
 * that writes.
 *
 * <p><b>Order and time.</b> The time of a sample is that of the wall clock, which also ends the open file while no
 * samples come. If samples have times of another hour, each write becomes a file; use {@link McapWriter} for what is
 * not live.
 *
 * <p>Samples are gathered for at most {@link McapSinkBuilder#writeEvery} and then handed to the system: a crash of the
 * program loses no more than that. They go into a chunk that stays open for {@link McapSinkBuilder#chunkEvery}, and until
 * then into a journal beside the file. After a crash of the system, what it had not yet written is lost too, unless
 * {@link McapSinkBuilder#syncEveryWrite()} was set. A finished file is on the disk.
 *
 * <p><b>Cost.</b> Two wake-ups for each write while there are samples, one at the end of a file, none otherwise.
 *
 * <p><b>Failure.</b> An error of the disk, for example because it is full, ends the file after what was written last.
 * Samples are dropped and counted until a new file can be written: see {@link #status()}. If the file that is being
 * written is removed or replaced, the next write notices: all samples in it count as dropped, the listener is told, and
 * a new file begins. What replaced it is left alone.
 */
public final class McapSink implements LiveSink {
    /** The reasons for which a recorder drops samples; it counts them together. */
    private static final String LOST = "queue full, disk full or failed, or file removed";

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final Recorder recorder;
    private final Thread thread;
    private final String name;
    private final Optional<RecordingUpload> upload;

    McapSink(RecorderSettings settings) throws IOException {
        this.name = "mcap " + settings.directory();
        this.upload = settings.upload();
        this.recorder = new Recorder(settings);
        recorder.prepare();
        this.thread = new Thread(recorder, "tally-mcap");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Begins the configuration of a recorder.
     *
     * @param directory where to record; created if it does not exist
     * @return a builder with the defaults
     */
    public static McapSinkBuilder into(Path directory) {
        return new McapSinkBuilder(directory);
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

    @Override
    public Optional<SampleLedger> samples() {
        RecordingStatus now = status();
        Map<String, Long> lost = now.dropped() == 0 ? Map.of() : Map.of(LOST, now.dropped());
        return Optional.of(new SampleLedger(name, now.published(), now.recorded(), now.pending(), lost));
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
}
