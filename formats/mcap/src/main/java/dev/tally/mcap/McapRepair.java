package dev.tally.mcap;

import dev.tally.mcap.internal.FileRepair;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes a whole file of one that was cut off, by a crash or a full disk, or damaged.
 *
 * <p>Every chunk that is whole is kept, and so is every attachment, metadata record and message outside of chunks. Missing
 * message indexes of the last chunk, summary and footer are written anew. A file that is whole stays as good as it was.
 *
 * <p><b>Cost.</b> The file is read once and, for its CRC, once more. What was cut off is repaired in place, which needs a
 * few kilobytes of disk; damage in the middle needs room for a second copy.
 *
 * <p><b>Failure.</b> If repairing is itself cut off, repairing again begins from what is there. The disk has the result
 * when this returns.
 */
public final class McapRepair {

    private McapRepair() {}

    /**
     * Repairs a file that nobody is writing.
     *
     * @throws UnsupportedMcapException if a chunk of it cannot be decompressed here; it is then not touched
     * @throws McapException if it does not begin like an MCAP file; it is then not touched
     */
    public static RepairOutcome repair(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return repair(channel, file);
        }
    }

    /**
     * Repairs a file through a channel that is already open, so that a lock held on the file stays held.
     *
     * @param channel open for reading and writing; its position is moved, and it stays open
     * @param file the path of the file that the channel was opened from
     * @throws UnsupportedMcapException if a chunk of it cannot be decompressed here; it is then not touched
     * @throws McapException if it does not begin like an MCAP file; it is then not touched
     */
    public static RepairOutcome repair(FileChannel channel, Path file) throws IOException {
        return FileRepair.repair(channel, file);
    }
}
