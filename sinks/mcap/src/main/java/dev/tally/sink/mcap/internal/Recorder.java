package dev.tally.sink.mcap.internal;

import dev.tally.sink.LiveSample;
import dev.tally.sink.encoding.ActivityTopic;
import dev.tally.sink.mcap.RecordingListener;
import dev.tally.sink.mcap.RecordingStatus;
import dev.tally.sink.mcap.RecordingStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes samples from a queue and puts them into files.
 *
 * <p><b>Threads.</b> {@link #run} is one thread's and owns the open file; {@link #publish}, {@link #status} and
 * {@link #stop} are anybody's.
 *
 * <p><b>Cost.</b> With no file open and none to delete, the thread waits without a time. With samples coming, it wakes twice
 * for each chunk; with a file open and none coming, once, to end the file.
 */
public final class Recorder implements Runnable {
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final RecorderSettings settings;
    private final RecordingListener listener;
    private final RecordingDirectory directory;
    private final SampleQueue queue;
    private final UnfinishedRecordings remains;
    private final Retention retention;

    private @Nullable OpenRecording open;
    private long endsAt; // of the open file, nanoseconds since the epoch
    private long flushed; // messages of the open file that are in closed chunks
    private @Nullable PartFile torn; // what a failed disk left
    private long retryAt; // System.nanoTime
    private long nextExpiryMillis = Long.MAX_VALUE;

    private volatile State state = State.WAITING;
    private volatile String detail = "nothing to record yet";
    private volatile SampleCounts fate =
            new SampleCounts(0, 0); // this and the next: written by the recorder's thread only
    private volatile long files;

    /** What became of the samples that were taken from the queue: one value, so that none is counted as both. */
    private record SampleCounts(long recorded, long lost) {
        SampleCounts and(long moreRecorded, long moreLost) {
            return new SampleCounts(recorded + moreRecorded, lost + moreLost);
        }
    }

    public Recorder(RecorderSettings settings) {
        this.settings = settings;
        this.listener = settings.listener();
        this.directory = new RecordingDirectory(settings.directory());
        this.queue = new SampleQueue(settings.queueCapacity());
        this.remains =
                new UnfinishedRecordings(directory, listener, settings.upload().isPresent());
        this.retention = new Retention(directory, listener, settings.retentionNanos());
    }

    /** Finishes what earlier runs left, deletes what is old, offers what waits for its upload. Before {@link #run}. */
    public void prepare() throws IOException {
        remains.finishAll();
        applyRetention();
        if (settings.upload().isPresent()) {
            for (Path recording : directory.finished()) {
                if (RecordingDirectory.isPending(recording)) {
                    settings.upload().get().offer(recording);
                }
            }
        }
    }

    /** Never blocks. Samples of topics that are off are not even counted. */
    public void publish(LiveSample sample) {
        if (settings.topics().contains(ActivityTopic.of(sample))) {
            queue.offer(sample);
        }
    }

    /** What is in the queue is still recorded and the file finished; then {@link #run} returns. */
    public void stop() {
        queue.close();
    }

    public RecordingStatus status() {
        SampleCounts known = fate;
        long dropped = known.lost + queue.refused();
        long published = queue.offered(); // last, or the others could be ahead of it
        long pending = published - known.recorded - dropped;
        return new RecordingStatus(state, detail, published, known.recorded, pending, dropped, files);
    }

    @Override
    public void run() {
        try {
            while (!queue.isDone()) {
                record(queue.next(idleNanos(), settings.chunkNanos()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            finish();
            retryAt = System.nanoTime();
            recover();
            become(State.CLOSED, "closed");
        }
    }

    private long idleNanos() {
        long until = Long.MAX_VALUE;
        if (open != null) {
            until = endsAt - wallNanos();
        }
        if (nextExpiryMillis != Long.MAX_VALUE) {
            until = Math.min(until, TimeUnit.MILLISECONDS.toNanos(nextExpiryMillis - System.currentTimeMillis()));
        }
        return until == Long.MAX_VALUE ? SampleQueue.FOREVER : Math.max(TimeUnit.MILLISECONDS.toNanos(10), until);
    }

    private void record(List<LiveSample> batch) {
        int done = 0;
        try {
            for (LiveSample sample : batch) {
                if (!fileFor(sample)) {
                    break;
                }
                open().append(sample);
                done++;
            }
            flush();
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) { // a fault of ours must not end the thread without a word
            fail(new IOException("unexpected " + e, e));
        }
        fate = fate.and(0, batch.size() - done);
        rollIfIdle();
        if (System.currentTimeMillis() >= nextExpiryMillis) {
            applyRetention();
        }
    }

    private OpenRecording open() {
        if (open == null) {
            throw new IllegalStateException("no file is open");
        }
        return open;
    }

    /** Sees to it that the right file is open; false while the disk does not let it. */
    private boolean fileFor(LiveSample sample) throws IOException {
        long time = sample.epochNanos();
        if (open != null && settings.schedule().isOver(endsAt, time)) {
            finish();
        }
        if (open != null) {
            return true;
        }
        if (state == State.FAILED && !recover()) {
            return false;
        }
        begin(time);
        return true;
    }

    private void begin(long time) throws IOException {
        long second = TimeUnit.NANOSECONDS.toSeconds(time);
        OpenRecording begun = OpenRecording.begin(directory, second, settings.compression(), settings.metadata());
        open = begun;
        flushed = 0;
        endsAt = settings.schedule().endOf(time);
        become(State.RECORDING, begun.part().toString());
        listener.begun(begun.part());
    }

    private void flush() throws IOException {
        if (open == null) {
            return;
        }
        open.flush(settings.syncChunks());
        if (open.isGone()) {
            dropGone(open);
            return;
        }
        fate = fate.and(open.messages() - flushed, 0);
        flushed = open.messages();
    }

    /** Somebody removed or renamed the file: nobody would find what is in it. The next sample begins another. */
    private void dropGone(OpenRecording gone) {
        open = null;
        fate = fate.and(-flushed, gone.messages());
        gone.abandon().close();
        become(State.WAITING, warnGone(gone.part()));
    }

    private String warnGone(Path part) {
        String what = part + " was removed while it was written; what was in it is gone and counted as dropped";
        listener.warned(what);
        return what;
    }

    private void rollIfIdle() {
        if (open != null && settings.schedule().isOver(endsAt, wallNanos())) {
            finish();
        }
    }

    private void finish() {
        if (open == null) {
            return;
        }
        try {
            flush();
            if (open != null) { // else it was found to be gone
                complete(open);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void complete(OpenRecording whole) throws IOException {
        long messages = whole.messages();
        Path recording = whole.finish(settings.upload().isPresent());
        open = null;
        files++;
        become(State.WAITING, "last recording: " + recording);
        listener.finished(recording, messages);
        settings.upload().ifPresent(upload -> upload.offer(recording));
        applyRetention();
    }

    /** The file stops here without an end. What of it is in closed chunks becomes a recording once there is room. */
    private void fail(IOException why) {
        if (open != null) {
            fate = fate.and(0, open.messages() - flushed);
            torn = open.abandon();
            open = null;
        }
        retryAt = System.nanoTime() + RETRY_NANOS;
        String what = "cannot record into " + directory.path() + ": " + why.getMessage();
        become(State.FAILED, what + "; samples are dropped and counted, the next attempt is in 2 s");
        listener.failed(what, why);
    }

    /** Whether another file can be tried: not too soon, and when the torn one is done with. */
    private boolean recover() {
        if (System.nanoTime() - retryAt < 0) {
            return false;
        }
        applyRetention(); // this alone may make the room
        try {
            if (torn != null) {
                finish(torn);
                torn = null;
            }
            return true;
        } catch (IOException e) {
            fail(e);
            return false;
        }
    }

    private void finish(PartFile part) throws IOException {
        if (Files.notExists(part.part())) { // there is nothing to wait for, and the next file can be written
            fate = fate.and(-flushed, flushed);
            warnGone(part.part());
            part.close();
            return;
        }
        long kept = remains.finish(part);
        part.close();
        fate = fate.and(
                kept - flushed, flushed - kept); // the last chunk may have been whole, though its writing failed
        if (kept > 0) {
            files++;
            settings.upload().ifPresent(upload -> upload.offer(RecordingDirectory.finalName(part.part())));
        }
    }

    private void applyRetention() {
        nextExpiryMillis = retention.apply(System.currentTimeMillis());
    }

    private void become(State next, String why) {
        detail = why;
        state = next;
    }

    private static long wallNanos() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }
}
