package dev.tally.sink.mcap;

import java.nio.file.Path;

/**
 * Uploads finished recordings to another place.
 *
 * <p>Each recording that waits for its upload has a marker: an empty file of its name followed by {@link #MARKER}. The
 * marker is created before the recording appears under its name and survives restarts; retention deletes no recording
 * that has one.
 *
 * <p>An implementation claims a recording with {@link PendingUpload#claim} before it uploads, because another program
 * may record into the same directory and upload from it, and reports the end with {@link PendingUpload#done}, which
 * deletes the marker.
 */
public interface RecordingUpload extends AutoCloseable {

    /** The end of a marker's name: {@value}. */
    String MARKER = ".pending";

    /**
     * Queues a recording that has just been finished, or that an earlier run left. Must not block. Called by one thread
     * at a time.
     *
     * @param recording a complete file that has a marker
     */
    void offer(Path recording);

    /** Uploads what can be uploaded within a deadline; the rest keeps its marker. Idempotent. */
    @Override
    void close();
}
