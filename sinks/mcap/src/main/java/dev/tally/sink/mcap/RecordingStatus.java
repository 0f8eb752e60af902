package dev.tally.sink.mcap;

/**
 * The state of a recorder, and the counts of the samples that it was given.
 *
 * @param state what it does now
 * @param detail the file that is being written, or why no file is
 * @param published samples that were handed over; always {@code recorded + pending + dropped}
 * @param recorded samples that were handed to the system: they survive a crash of the program. Decreases if
 *     the file is removed or replaced while it is written
 * @param pending samples that wait to be written
 * @param dropped samples that are lost: to a full queue, to a full disk, or because the file that was being written was
 *     removed or replaced
 * @param files how many files were finished
 */
public record RecordingStatus(
        State state, String detail, long published, long recorded, long pending, long dropped, long files) {

    /** What a recorder does. */
    public enum State {
        /** No file is open, because there was nothing to record since the last one. */
        WAITING,
        /** A file is open. */
        RECORDING,
        /** The disk is full or fails. Recording is tried again every two seconds while there are samples. */
        FAILED,
        /** The recorder has ended. */
        CLOSED
    }
}
