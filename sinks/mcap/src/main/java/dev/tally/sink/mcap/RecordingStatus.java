package dev.tally.sink.mcap;

/**
 * How a recorder is doing.
 *
 * @param state what it does now
 * @param detail the file that is being written, or why nothing is
 * @param published samples handed over; always {@code recorded + pending + dropped}
 * @param recorded samples that are in chunks handed to the system: they survive a crash of the program. Fewer again if the
 *     file is removed while it is written
 * @param pending samples that wait for the next chunk
 * @param dropped samples that were lost, to a full queue, a full disk or the removal of the file that was being written
 * @param files files finished
 */
public record RecordingStatus(
        State state, String detail, long published, long recorded, long pending, long dropped, long files) {

    /** What a recorder does. */
    public enum State {
        /** No file is open, for there was nothing to record since the last one. */
        WAITING,
        /** A file is open. */
        RECORDING,
        /** The disk is full or fails; tried again every few seconds while there are samples. */
        FAILED,
        /** The end. */
        CLOSED
    }
}
