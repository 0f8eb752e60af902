package dev.tally.sink.mcap;

import dev.tally.sink.mcap.internal.FileRepair;
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

    /**
     * What there was to do.
     *
     * @param messages how many messages the file has now
     * @param chunks how many chunks it has now
     * @param lostBytes how many bytes of its data could not be kept; also counts what is made anew in any case, the old
     *     summary
     */
    public record Outcome(long messages, int chunks, long lostBytes) {}

    private McapRepair() {}

    /**
     * Repairs a file that nobody is writing.
     *
     * @throws McapException if it does not begin like an MCAP file; it is then not touched
     */
    public static Outcome repair(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return FileRepair.repair(channel, file);
        }
    }
}
