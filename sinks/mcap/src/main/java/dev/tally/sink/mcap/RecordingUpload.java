package dev.tally.sink.mcap;

import java.nio.file.Path;

/**
 * Takes finished recordings somewhere else.
 *
 * <p>Beside a recording that waits stands a file of its name with {@link #MARKER} behind it. It is made before the
 * recording appears under its name, it survives restarts, and retention spares whatever has one. Whoever has taken the
 * recording away for good deletes it.
 */
public interface RecordingUpload extends AutoCloseable {

    /** Behind the name of a recording that waits: {@value}. */
    String MARKER = ".pending";

    /** A finished recording waits, or one of an earlier run. Must not block. Called by one thread. */
    void offer(Path recording);

    /** Takes away what can be taken within a deadline; the rest keeps its marker. Idempotent. */
    @Override
    void close();
}
