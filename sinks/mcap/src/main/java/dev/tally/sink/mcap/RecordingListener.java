package dev.tally.sink.mcap;

import dev.tally.mcap.RepairOutcome;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Receives notices about recordings, for example to log them. By default each method does nothing.
 *
 * <p><b>Threads.</b> Called by the thread that opens the sink, later by the recorder's own thread. Must return soon:
 * samples are not written meanwhile.
 */
public interface RecordingListener {

    /**
     * Called when a file has been created.
     *
     * @param part its path while it is written, which ends in {@code .part}
     */
    default void begun(Path part) {}

    /**
     * Called when a file is complete, on the disk, and under its final name.
     *
     * @param recording its final path
     * @param messages how many messages a reader will find, including the states that the file begins with
     */
    default void finished(Path recording, long messages) {}

    /**
     * Called when a file that an earlier run or a full disk left unfinished has been completed.
     *
     * @param recording its final path
     * @param outcome what the repair kept and what it lost
     */
    default void repaired(Path recording, RepairOutcome outcome) {}

    /**
     * Called when an old recording has been deleted.
     *
     * @param recording the path that it had
     */
    default void deleted(Path recording) {}

    /**
     * Called when nothing can be recorded for now. Samples are dropped and counted until {@link #begun} is called.
     *
     * @param what a sentence for the log, with the directory and the reason
     * @param why the failure
     */
    default void failed(String what, IOException why) {}

    /**
     * Called for a fault that does not stop the recording: a file that cannot be completed, or that was removed or
     * replaced while it was written.
     *
     * @param what a sentence for the log, with the file and what to do or what becomes of it
     */
    default void warned(String what) {}
}
