package dev.tally.sink.mcap.s3;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Hears what becomes of uploads: for logs. No text has a secret in it.
 *
 * <p><b>Threads.</b> Called by the upload's own thread.
 */
public interface UploadListener {

    /** The bucket has all of it, and its marker is gone. */
    default void uploaded(Path recording, String key) {}

    /** It waits on; tried again after this time, or by the next run. */
    default void failed(Path recording, String why, Duration retryIn) {}
}
