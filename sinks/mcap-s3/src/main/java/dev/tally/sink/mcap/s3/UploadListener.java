package dev.tally.sink.mcap.s3;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Hears what becomes of uploads: for logs. No text has a secret in it.
 *
 * <p><b>Threads.</b> Called by the upload's own thread, at its end also by the one that closes it.
 */
public interface UploadListener {

    /** The bucket has all of it, and its marker is gone. */
    default void uploaded(Path recording, String key) {}

    /**
     * It waits on.
     *
     * @param retryIn when it is tried again, at the latest; zero if no time is set for that, at the close above all
     */
    default void failed(Path recording, String why, Duration retryIn) {}

    /** The upload is closed before the bucket has answered that it has all of it: the next run tries it again. */
    default void left(Path recording) {}
}
