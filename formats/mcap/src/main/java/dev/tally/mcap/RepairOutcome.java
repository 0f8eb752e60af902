package dev.tally.mcap;

/**
 * Says what a repair has made of a file.
 *
 * @param messages how many messages the file has now; those of unread chunks are known only if the file says their
 *     number
 * @param chunks how many chunks it has now
 * @param lostBytes how many bytes of the old file held records or parts of records that could not be kept; 0 if nothing
 *     was lost
 * @param unreadChunks how many of the chunks were left as they are because they cannot be decompressed here; only a
 *     file that was whole before can have them
 * @param journalMessages how many of the messages came from the journal of the file
 * @param damaged whether bytes were lost elsewhere than at the end, where the file was cut off
 */
public record RepairOutcome(
        long messages, int chunks, long lostBytes, int unreadChunks, long journalMessages, boolean damaged) {

    /** {@return whether the file certainly holds no message} */
    public boolean isEmpty() {
        return messages == 0 && unreadChunks == 0;
    }
}
