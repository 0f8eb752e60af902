package dev.tally.mcap.internal;

import dev.tally.mcap.McapFeature;
import dev.tally.mcap.RepairOutcome;
import dev.tally.mcap.internal.files.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/** Writes the end that is missing: in place if nothing but the end is, else into a copy that takes the file's place. */
public final class FileRepair {

    private FileRepair() {}

    /** @param channel open to read and write, kept open: it may hold a lock */
    public static RepairOutcome repair(FileChannel channel, Path file) throws IOException {
        long before = channel.size();
        RepairScan salvage = RepairScan.of(channel);
        if (startsWithOld(salvage.pieces())) {
            finishInPlace(channel, salvage);
        } else {
            finishInCopy(channel, salvage, file);
        }
        FileIndex index = salvage.index();
        return new RepairOutcome(index.messages(), index.chunks().size(), before - kept(salvage.pieces()), 0);
    }

    private static boolean startsWithOld(List<Segment> pieces) {
        return pieces.get(0) instanceof Segment.Copied first
                && first.offset() == 0
                && pieces.stream().skip(1).allMatch(piece -> piece instanceof Segment.Written);
    }

    private static long kept(List<Segment> pieces) {
        return pieces.stream()
                .mapToLong(piece -> piece instanceof Segment.Copied old ? old.length() : 0)
                .sum();
    }

    private static void finishInPlace(FileChannel file, RepairScan salvage) throws IOException {
        long length = kept(salvage.pieces());
        file.truncate(length);
        file.position(length);
        for (Segment piece : salvage.pieces()) {
            if (piece instanceof Segment.Written made) {
                writeFully(file, ByteBuffer.wrap(made.bytes()));
            }
        }
        end(file, salvage);
    }

    private static void finishInCopy(FileChannel old, RepairScan salvage, Path file) throws IOException {
        Path copy = file.resolveSibling(file.getFileName() + ".repair");
        Files.deleteIfExists(copy); // a crash may have left one, or somebody a link to write through
        try (FileChannel target = FileChannel.open(
                copy,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                DurableFiles.ownerOnly(copy))) {
            for (Segment piece : salvage.pieces()) {
                if (piece instanceof Segment.Copied range) {
                    transfer(old, range, target);
                } else if (piece instanceof Segment.Written made) {
                    writeFully(target, ByteBuffer.wrap(made.bytes()));
                }
            }
            end(target, salvage);
            copyPermissions(file, copy);
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DurableFiles.syncDirectory(file.toAbsolutePath().resolveSibling("."));
        } finally {
            Files.deleteIfExists(copy);
        }
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

    private static void writeFully(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static void end(FileChannel file, RepairScan salvage) throws IOException {
        long crc = crc(file);
        Output output = new Output(file, file.position());
        new SummaryWriter(output, EnumSet.allOf(McapFeature.class)).write(salvage.index(), crc);
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
