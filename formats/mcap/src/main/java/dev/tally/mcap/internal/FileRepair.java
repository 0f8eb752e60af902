package dev.tally.mcap.internal;

import dev.tally.mcap.McapFeature;
import dev.tally.mcap.RepairOutcome;
import dev.tally.mcap.internal.files.DurableFiles;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Writes the repaired form of a file: at the end of the file if all of its bytes stay, else into a copy that takes the
 * file's place once the disk has it.
 *
 * <p>On a disk without space for the copy, an end that was cut off is written over. The old end is put back if that fails.
 */
public final class FileRepair {
    private static final long SPACE_FOR_SUMMARY = 1 << 16;
    private static final long LARGEST_END_IN_MEMORY = 1 << 26;

    private final FileChannel channel;
    private final Path file;
    private final Optional<Path> original;
    private final boolean onlyIfDamaged;
    private final long limit;

    private FileRepair(FileChannel channel, Path file, Optional<Path> original, boolean onlyIfDamaged, long limit) {
        this.limit = limit;
        this.channel = channel;
        this.file = file;
        this.original = original;
        this.onlyIfDamaged = onlyIfDamaged;
    }

    /**
     * Creates a repair.
     *
     * @param channel open for reading and writing, and kept open: it may hold a lock
     * @param original where the file as it was is kept if it is changed
     */
    public static FileRepair of(FileChannel channel, Path file, Optional<Path> original) {
        return new FileRepair(channel, file, original, false, Limits.RECORD);
    }

    /**
     * Creates a repair that keeps a damaged file.
     *
     * @param channel open for reading and writing, and kept open: it may hold a lock
     * @param original where the file as it was is kept if it loses more than its end
     * @param limit the most bytes of a record, and of a chunk uncompressed
     */
    public static FileRepair keepingDamaged(FileChannel channel, Path file, Path original, long limit) {
        return new FileRepair(channel, file, Optional.of(original), true, Math.min(limit, Limits.RECORD));
    }

    /** Repairs the file unless it is whole. */
    public RepairOutcome run() throws IOException {
        RepairJournal journal = RepairJournal.of(file, limit);
        RepairScan scan = RepairScan.of(channel, journal, limit);
        RepairPlan plan = scan.plan();
        if (!scan.isWhole()) {
            scan.requireRead();
            write(plan, kept(scan));
        }
        journal.remove(onlyIfDamaged ? Optional.empty() : original); // the disk has its messages in the file
        int chunks = plan.index().chunks().size() + scan.unreadChunks();
        return new RepairOutcome(
                scan.messages(), chunks, plan.lostBytes(), scan.unreadChunks(), journal.added(), scan.isDamaged());
    }

    private Optional<Path> kept(RepairScan scan) {
        return onlyIfDamaged && !scan.isDamaged() ? Optional.empty() : original;
    }

    private void write(RepairPlan plan, Optional<Path> kept) throws IOException {
        Files.deleteIfExists(copy()); // left by a crash, or a link made to overwrite another file
        OptionalLong end = plan.endOfCommonStart();
        if (kept.isEmpty() && end.isPresent() && isWrittenInPlace(channel.size() - end.getAsLong())) {
            writeInPlace(plan, end.getAsLong());
        } else {
            replace(plan, kept);
        }
    }

    /** Returns whether an end of the old file of this length is written over, because it is empty or a copy has no space. */
    private boolean isWrittenInPlace(long oldEnd) throws IOException {
        return oldEnd == 0
                || oldEnd <= LARGEST_END_IN_MEMORY
                        && Files.getFileStore(file).getUsableSpace() < channel.size() + SPACE_FOR_SUMMARY;
    }

    private void writeInPlace(RepairPlan plan, long end) throws IOException {
        ByteBuffer oldEnd = ByteBuffer.allocate((int) (channel.size() - end));
        readFully(channel, oldEnd, end);
        boolean done = false;
        try {
            channel.truncate(end);
            channel.position(end);
            for (Segment segment : plan.segments()) {
                if (segment instanceof Segment.Written made) {
                    writeFully(channel, ByteBuffer.wrap(made.bytes()));
                }
            }
            end(channel, plan);
            done = true;
        } finally {
            if (!done) {
                channel.truncate(end);
                channel.position(end);
                writeFully(channel, oldEnd.flip());
            }
        }
    }

    private Path copy() {
        return file.resolveSibling(file.getFileName() + ".repair");
    }

    private void replace(RepairPlan plan, Optional<Path> kept) throws IOException {
        Path copy = copy();
        try (FileChannel target = FileChannel.open(
                copy,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                DurableFiles.ownerOnly(copy))) {
            for (Segment segment : plan.segments()) {
                if (segment instanceof Segment.Copied range) {
                    transfer(channel, range, target);
                } else if (segment instanceof Segment.Written made) {
                    writeFully(target, ByteBuffer.wrap(made.bytes()));
                }
            }
            end(target, plan);
            copyPermissions(file, copy);
            if (kept.isPresent()) {
                keep(kept.get());
            }
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DurableFiles.syncDirectory(file.toAbsolutePath().resolveSibling("."));
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private void keep(Path original) throws IOException {
        try {
            Files.createLink(original, file);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) { // another file system, or one without links
            copyTo(original);
        }
    }

    /** Copies through the channel: opening the file again, and closing that, would release its lock. */
    private void copyTo(Path original) throws IOException {
        try (FileChannel copy = FileChannel.open(
                original,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                DurableFiles.ownerOnly(original))) {
            transfer(channel, new Segment.Copied(0, channel.size()), copy);
            copy.force(true);
        }
        copyPermissions(file, original);
        Files.setLastModifiedTime(original, Files.getLastModifiedTime(file));
    }

    private static void copyPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        if (view != null) {
            Files.setPosixFilePermissions(to, view.readAttributes().permissions());
        }
    }

    private static void transfer(FileChannel from, Segment.Copied range, FileChannel to) throws IOException {
        long done = 0;
        while (done < range.length()) {
            done += from.transferTo(range.offset() + done, range.length() - done, to);
        }
    }

    private static void readFully(FileChannel file, ByteBuffer target, long offset) throws IOException {
        while (target.hasRemaining()) {
            if (file.read(target, offset + target.position()) < 0) {
                throw new EOFException("the file became shorter while it was repaired");
            }
        }
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static void end(FileChannel file, RepairPlan plan) throws IOException {
        long crc = crc(file);
        Output output = new Output(file, file.position());
        new SummaryWriter(output, EnumSet.allOf(McapFeature.class)).write(plan.index(), crc);
        output.sync();
    }

    private static long crc(FileChannel file) throws IOException {
        CRC32 crc = new CRC32();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        long at = 0;
        for (int n = file.read(buffer, at); n > 0; n = file.read(buffer, at)) {
            at += n;
            crc.update(buffer.flip());
            buffer.clear();
        }
        return crc.getValue();
    }
}
