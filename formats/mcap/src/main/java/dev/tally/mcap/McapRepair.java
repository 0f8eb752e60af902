package dev.tally.mcap;

import dev.tally.mcap.internal.FileRepair;
import dev.tally.mcap.internal.Journal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Repairs an MCAP file that was cut off, by a crash or a full disk, or that is damaged.
 *
 * <p>Every whole chunk, attachment and metadata record is kept, and every message outside of chunks. Of a chunk in
 * which the file ends, the messages that can still be read are kept. Where the length of a record is wrong, so that it is
 * not known where the next one begins, the repair goes on at the next record that the old summary names. Without a
 * summary it goes on at the next whole chunk; what is outside of chunks before that is lost.
 *
 * <p>Message indexes of the last chunk, the summary and the footer are written anew. A channel whose definition was lost
 * is defined as the old summary describes it, else with the topic {@code /lost/channel/ID}.
 *
 * <p>A file {@code NAME.journal} beside the file, in which a writer kept its open chunk, is read as well: the messages
 * of it that the file does not have become the last chunk, and the journal is deleted. A journal of another file is
 * left alone.
 *
 * <p>A whole file is left as it is, byte for byte. So is a file with chunks that cannot be decompressed here: if it is
 * whole, {@link RepairOutcome#unreadChunks()} counts them, else {@link UnsupportedMcapException} says what is missing.
 *
 * <p><b>Cost.</b> The file is read once and, for its CRC, once more. If only its end is missing, the end is appended.
 * If bytes of it must go, the result is written into a copy beside it, which needs as much space again. Without that
 * space, a chunk that was cut off at the end is written over in place.
 *
 * <p><b>Failure.</b> The copy takes the place of the file only after the disk has all of it. A repair that is
 * interrupted therefore leaves the file as it was, or repaired. Only where there is no space for a copy, a crash during
 * the repair can lose the messages of the chunk that was cut off. The disk has the result when a method returns.
 */
public final class McapRepair {

    private McapRepair() {}

    /**
     * Returns where a repair looks for the journal of a file.
     *
     * @param file the file
     * @return {@code NAME.journal} beside it
     */
    public static Path journal(Path file) {
        return Journal.pathFor(file);
    }

    /**
     * Repairs a file that no program is writing.
     *
     * @param file the file
     * @return what the file has now
     * @throws UnsupportedMcapException if the file is not whole and cannot be read here; it is then not touched
     * @throws McapException if it does not begin like an MCAP file; it is then not touched
     * @throws IOException if the file cannot be read or written
     */
    public static RepairOutcome repair(Path file) throws IOException {
        return repair(file, Optional.empty());
    }

    /**
     * Repairs a file that no program is writing, and keeps the file as it was under another name, its journal beside it.
     *
     * @param file the file
     * @param original the other name, which must not exist; nothing is created if the file is whole
     * @return what the file has now
     * @throws UnsupportedMcapException if the file is not whole and cannot be read here; it is then not touched
     * @throws McapException if it does not begin like an MCAP file; it is then not touched
     * @throws IOException if the file cannot be read or written
     */
    public static RepairOutcome repairKeeping(Path file, Path original) throws IOException {
        return repair(file, Optional.of(original));
    }

    private static RepairOutcome repair(Path file, Optional<Path> original) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return FileRepair.of(channel, file, original).run();
        }
    }

    /**
     * Repairs a file through a channel that is already open, so that a lock held on the file stays held.
     *
     * @param channel open for reading and writing; its position is moved, and it stays open
     * @param file the path of the file that the channel was opened from
     * @return what the file has now
     * @throws UnsupportedMcapException if the file is not whole and cannot be read here; it is then not touched
     * @throws McapException if it does not begin like an MCAP file; it is then not touched
     * @throws IOException if the file cannot be read or written
     */
    public static RepairOutcome repair(FileChannel channel, Path file) throws IOException {
        return FileRepair.of(channel, file, Optional.empty()).run();
    }

    /**
     * Repairs a file through a channel that is already open, so that a lock held on the file stays held. A file that is
     * damaged elsewhere than at its end is kept as it was under another name.
     *
     * @param channel open for reading and writing; its position is moved, and it stays open
     * @param file the path of the file that the channel was opened from
     * @param original the other name, which must not exist; it is created if the outcome is
     *     {@link RepairOutcome#damaged()}
     * @param recordLimit the most bytes of a record, and of a chunk uncompressed; a file with a larger one is refused
     * @return what the file has now
     * @throws UnsupportedMcapException if the file is not whole and cannot be read here; it is then not touched
     * @throws McapException if it does not begin like an MCAP file; it is then not touched
     * @throws IOException if the file cannot be read or written
     */
    public static RepairOutcome repairKeepingDamaged(FileChannel channel, Path file, Path original, long recordLimit)
            throws IOException {
        return FileRepair.keepingDamaged(channel, file, original, recordLimit).run();
    }
}
