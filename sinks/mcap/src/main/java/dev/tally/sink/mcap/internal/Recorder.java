package dev.tally.sink.mcap.internal;

import dev.tally.sink.LiveSample;
import dev.tally.sink.mcap.RecordingListener;
import dev.tally.sink.mcap.RecordingStatus;
import dev.tally.sink.mcap.internal.RecorderState.Closed;
import dev.tally.sink.mcap.internal.RecorderState.Failed;
import dev.tally.sink.mcap.internal.RecorderState.Idle;
import dev.tally.sink.mcap.internal.RecorderState.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Takes samples from a queue and writes them into files.
 *
 * <pre>
 *   Idle      ── first sample ─────────────────────────────────► Recording
 *   Recording ── its period is over ───────────────────────────► Idle       (the file is finished)
 *   Recording ── the file no longer has its name ──────────────► Idle       (its samples are lost)
 *   Recording ── an error of the disk ─────────────────────────► Failed     (the file stays, without its end)
 *   Failed    ── 2 s later: sample, the old file is finished ──► Recording  (until then samples are dropped)
 *   any       ── stopped ──────────────────────────────────────► Closed     (what is open is finished)
 * </pre>
 *
 * <p><b>Threads.</b> {@link #run} is for one thread. It alone changes {@code state} and {@code counts}, and it alone
 * touches the open file. {@link #publish}, {@link #status} and {@link #stop} are for any thread: they use the queue,
 * which has its own lock, and read the volatile fields. {@link #prepare} is called before {@link #run} starts.
 *
 * <p><b>Cost.</b> With no file open and none to delete, the thread waits without a timeout. While samples come it wakes
 * twice for each write; with a file open and no samples, once, to end the file.
 */
public final class Recorder implements Runnable {
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final RecorderSettings settings;
    private final RecordingListener listener;
    private final RecordingDirectory directory;
    private final SampleQueue queue;
    private final UnfinishedRecordings unfinished;
    private final Retention retention;
    private final StateSamples states = new StateSamples();
    private long nextExpiryMillis = Long.MAX_VALUE;

    private volatile RecorderState state = new Idle("nothing to record yet");
    private volatile SampleCounts counts = SampleCounts.NONE;
    private volatile long files;

    /** Creates a recorder, which does nothing before {@link #prepare} and {@link #run}. */
    public Recorder(RecorderSettings settings) {
        this.settings = settings;
        this.listener = new GuardedListener(settings.listener());
        this.directory = new RecordingDirectory(settings.directory());
        this.queue = new SampleQueue(settings.queueCapacity());
        this.unfinished =
                new UnfinishedRecordings(directory, listener, settings.upload().isPresent());
        this.retention = new Retention(directory, listener, settings.retentionNanos());
    }

    /** Finishes what earlier runs left, deletes old recordings, and offers those that wait for their upload. */
    public void prepare() throws IOException {
        unfinished.finishAll();
        applyRetention();
        if (settings.upload().isPresent()) {
            for (Path recording : directory.finished()) {
                if (RecordingDirectory.isPending(recording)) {
                    offer(recording);
                }
            }
        }
    }

    /** Queues a sample; never blocks. Samples of topics that are switched off are not counted. */
    public void publish(LiveSample sample) {
        TopicSample queued = TopicSample.of(sample);
        if (settings.topics().contains(queued.topic())) {
            queue.offer(queued);
        }
    }

    /** Ends the recorder: it records what is in the queue and finishes the file; then {@link #run} returns. */
    public void stop() {
        queue.close();
    }

    /** Returns what the recorder does and what became of the samples. */
    public RecordingStatus status() {
        RecorderState now = state;
        SampleCounts known = counts;
        long dropped = known.lost() + queue.refused();
        long published = queue.offered(); // read last, or the others could be ahead of it
        long pending = published - known.recorded() - dropped;
        return new RecordingStatus(now.state(), now.detail(), published, known.recorded(), pending, dropped, files);
    }

    /** Records until {@link #stop} is called and the queue is empty. */
    @Override
    public void run() {
        try {
            while (!queue.isDone()) {
                record(queue.next(idleNanos(), settings.gatherNanos()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            finishOpenFile();
            finishTornFile();
            state = new Closed();
        }
    }

    private long idleNanos() {
        long until = Long.MAX_VALUE;
        if (state instanceof Recording open) {
            until = open.endsAt() - wallNanos();
        }
        if (nextExpiryMillis != Long.MAX_VALUE) {
            until = Math.min(until, TimeUnit.MILLISECONDS.toNanos(nextExpiryMillis - System.currentTimeMillis()));
        }
        return until == Long.MAX_VALUE ? SampleQueue.UNBOUNDED : Math.max(TimeUnit.MILLISECONDS.toNanos(10), until);
    }

    private void record(List<TopicSample> batch) {
        int done = 0;
        try {
            for (TopicSample sample : batch) {
                Optional<Recording> open = fileFor(sample);
                if (open.isEmpty()) {
                    break;
                }
                open.get().file().append(sample);
                states.note(sample);
                done++;
            }
            save();
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException | Error e) { // a fault of ours, or too little memory, must not end the thread
            failUnexpectedly(e);
        }
        batch.subList(done, batch.size()).forEach(states::note); // a state is kept even if it was not recorded
        counts = counts.plusLost(batch.size() - done);
        if (state instanceof Recording open && settings.schedule().isOver(open.endsAt(), wallNanos())) {
            finishOpenFile();
        }
        if (System.currentTimeMillis() >= nextExpiryMillis) {
            applyRetention();
        }
    }

    /** Opens the file that the sample belongs into, unless it is open; empty while the disk fails. */
    private Optional<Recording> fileFor(TopicSample sample) throws IOException {
        long time = sample.epochNanos();
        if (state instanceof Recording open && settings.schedule().isOver(open.endsAt(), time)) {
            finishOpenFile();
        }
        if (state instanceof Failed failed && (System.nanoTime() - failed.retryAt() < 0 || !finishTornFile())) {
            return Optional.empty();
        }
        return Optional.of(state instanceof Recording open ? open : begin(sample));
    }

    private Recording begin(TopicSample first) throws IOException {
        OpenRecording file = OpenRecording.begin(directory, settings, first, states.before(first));
        Recording begun = new Recording(file, settings.schedule().endOf(first.epochNanos()));
        state = begun;
        listener.begun(file.part());
        return begun;
    }

    /** Writes what was appended and counts it, unless the path no longer names the file. */
    private void save() throws IOException {
        if (state instanceof Recording open) {
            long written = open.file().save(settings.synced());
            PathState path = open.file().pathState();
            if (path == PathState.OURS) {
                counts = counts.plusRecorded(written);
            } else {
                lose(open.file(), path, counts.plusRecorded(written));
            }
        }
    }

    private void lose(OpenRecording file, PathState path, SampleCounts known) throws IOException {
        counts = known.recordedToLost(file.saved());
        file.abandon().discard();
        state = new Idle(warnLost(file.part(), path));
    }

    /** Reports that nobody will find what was in the file. The next sample begins another. */
    private String warnLost(Path part, PathState path) {
        String what =
                part + " was " + path.description() + " while it was written; what was in it is lost and counted as"
                        + " dropped, and recording goes on in a new file";
        listener.warned(what);
        return what;
    }

    private void finishOpenFile() {
        try {
            save();
            if (state instanceof Recording open) { // else no file is open, or its path was found to name another
                complete(open.file());
            }
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            failUnexpectedly(e);
        }
    }

    private void complete(OpenRecording whole) throws IOException {
        whole.end();
        PathState path = whole.pathState();
        if (path != PathState.OURS) {
            lose(whole, path, counts);
            return;
        }
        long messages = whole.messages();
        Path recording = whole.publish(settings.upload().isPresent());
        files++;
        state = new Idle("last recording: " + recording);
        offer(recording);
        listener.finished(recording, messages);
        applyRetention();
    }

    private void failUnexpectedly(Throwable fault) {
        fail(new IOException("unexpected " + fault, fault));
    }

    /** Leaves the open file without its end. What was saved becomes a recording once the disk allows it. */
    private void fail(IOException why) {
        Optional<TornRecording> torn = Optional.empty();
        if (state instanceof Recording open) {
            counts = counts.plusLost(open.file().unsaved());
            torn = Optional.of(open.file().abandon());
        } else if (state instanceof Failed failed) {
            torn = failed.torn();
        }
        String what = "cannot record into " + directory.path() + ": " + FailureReason.of(why);
        state = new Failed(
                what + "; samples are dropped and counted, the next attempt is in 2 s",
                torn,
                System.nanoTime() + RETRY_NANOS);
        listener.failed(what, why);
    }

    /** Finishes what a failed disk left, if anything; returns whether another file can be tried. */
    private boolean finishTornFile() {
        if (state instanceof Failed failed) {
            applyRetention(); // deleting old recordings may free space
            try {
                if (failed.torn().isPresent()) {
                    finish(failed.torn().get());
                }
                state = new Failed(failed.detail(), Optional.empty(), failed.retryAt());
            } catch (IOException e) {
                fail(e);
                return false;
            } catch (RuntimeException | Error e) {
                failUnexpectedly(e);
                return false;
            }
        }
        return true;
    }

    private void finish(TornRecording torn) throws IOException {
        LockedFile file = torn.file();
        PathState path = file.state();
        if (path == PathState.OURS) {
            count(torn, unfinished.finish(file));
            torn.close();
        } else if (file.isAlsoAt(RecordingDirectory.finalName(file.path()))) { // it failed after it was complete
            count(torn, torn.repeated() + torn.saved());
            torn.close();
        } else {
            counts = counts.recordedToLost(torn.saved());
            warnLost(file.path(), path);
            torn.discard();
        }
    }

    private void count(TornRecording torn, long messages) {
        long kept = Math.max(0, messages - torn.repeated()); // the last chunk may be whole though its writing failed
        counts = counts.recordedToLost(torn.saved() - kept);
        if (messages > 0) {
            files++;
            offer(RecordingDirectory.finalName(torn.file().path()));
        }
    }

    private void offer(Path recording) {
        settings.upload().ifPresent(upload -> upload.offer(recording));
    }

    private void applyRetention() {
        nextExpiryMillis = retention.apply(System.currentTimeMillis());
    }

    private static long wallNanos() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }
}
