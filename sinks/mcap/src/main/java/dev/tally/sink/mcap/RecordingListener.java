package dev.tally.sink.mcap;

import dev.tally.mcap.RepairOutcome;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Hears what becomes of recordings: for logs.
 *
 * <p><b>Threads.</b> Called by the thread that opens the sink, then by the recorder's own; must not wait long.
 */
public interface RecordingListener {

    /** A file was begun; its name ends in {@code .part} until it is finished. */
    default void begun(Path part) {}

    /** A file is complete, on the disk, and under its final name. */
    default void finished(Path recording, long messages) {}

    /** What an earlier run, or a full disk, had left unfinished is now a complete file. */
    default void repaired(Path recording, RepairOutcome outcome) {}

    /** An old recording was deleted. */
    default void deleted(Path recording) {}

    /** Nothing can be recorded for now; samples are dropped and counted until {@link #begun} says otherwise. */
    default void failed(String what, IOException why) {}

    /** Something beside the recording itself went wrong, which goes on. */
    default void warned(String what) {}
}
