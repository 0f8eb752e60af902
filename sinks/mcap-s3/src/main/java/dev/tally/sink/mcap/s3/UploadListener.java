package dev.tally.sink.mcap.s3;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Receives notices about uploads, for example to log them. No text contains a secret. By default each method does
 * nothing.
 *
 * <p><b>Threads.</b> Called by the upload's own thread, and at the end by the one that closes the upload.
 */
public interface UploadListener {

    /**
     * Called when the bucket has all of a recording, and its marker is deleted.
     *
     * @param recording the file
     * @param key the key of the object
     */
    default void uploaded(Path recording, String key) {}

    /**
     * Called when an upload failed. The recording is kept and the upload is retried.
     *
     * @param recording the file
     * @param why a sentence for the log
     * @param retryIn the longest time until it is tried again; zero if no time is set for that, in particular at the
     *     close
     */
    default void failed(Path recording, String why, Duration retryIn) {}

    /**
     * Called when the upload is closed before the bucket has confirmed a recording. The next run tries it again.
     *
     * @param recording the file
     */
    default void left(Path recording) {}
}
