package dev.tally.sink.mcap.internal;

import dev.tally.sink.mcap.RecordingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Deletes old recordings, unless they wait for their upload. */
final class Retention {
    /** How long to wait before another look at an old recording whose upload is not done. */
    private static final long PENDING_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final RecordingDirectory directory;
    private final RecordingListener listener;
    private final long retentionMillis;

    Retention(RecordingDirectory directory, RecordingListener listener, long retentionNanos) {
        this.directory = directory;
        this.listener = listener;
        this.retentionMillis = TimeUnit.NANOSECONDS.toMillis(retentionNanos);
    }

    /**
     * Deletes the recordings that are too old.
     *
     * @return when to look again, because the next one will be too old or may have been uploaded, in milliseconds since
     *     the epoch; {@link Long#MAX_VALUE} without recordings
     */
    long apply(long nowMillis) {
        long next = Long.MAX_VALUE;
        try {
            for (Path recording : directory.finished()) {
                next = Math.min(next, apply(recording, nowMillis));
            }
        } catch (IOException e) {
            listener.warned("cannot look for old recordings in " + directory.path() + ": " + FailureReason.of(e));
        }
        return next;
    }

    private long apply(Path recording, long nowMillis) {
        try {
            return deleteIfExpired(recording, nowMillis);
        } catch (IOException e) { // it may belong to another user; the other files are still deleted
            listener.warned("cannot delete the old recording " + recording + ": " + FailureReason.of(e));
            return Long.MAX_VALUE;
        }
    }

    private long deleteIfExpired(Path recording, long nowMillis) throws IOException {
        long modified = RecordingDirectory.modifiedMillis(recording);
        long expires = modified > Long.MAX_VALUE - retentionMillis ? Long.MAX_VALUE : modified + retentionMillis;
        if (RecordingDirectory.isPending(recording)) {
            return Math.max(expires, nowMillis + PENDING_MILLIS);
        }
        if (nowMillis < expires) {
            return expires;
        }
        Files.deleteIfExists(recording);
        listener.deleted(recording);
        return Long.MAX_VALUE;
    }
}
