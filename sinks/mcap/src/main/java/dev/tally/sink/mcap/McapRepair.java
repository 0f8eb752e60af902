package dev.tally.sink.mcap;

import dev.tally.sink.mcap.internal.FileEnd;
import dev.tally.sink.mcap.internal.Output;
import dev.tally.sink.mcap.internal.Piece;
import dev.tally.sink.mcap.internal.Salvage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.zip.CRC32;

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
            long before = channel.size();
            Salvage salvage = Salvage.of(channel);
            if (startsWithOld(salvage.pieces())) {
                finishInPlace(channel, salvage);
            } else {
                finishInCopy(channel, salvage, file);
            }
            return new Outcome(
                    salvage.index().messages(), salvage.index().chunks().size(), before - kept(salvage.pieces()));
        }
    }

    private static boolean startsWithOld(List<Piece> pieces) {
        return pieces.get(0) instanceof Piece.Old first
                && first.offset() == 0
                && pieces.stream().skip(1).allMatch(piece -> piece instanceof Piece.New);
    }

    private static long kept(List<Piece> pieces) {
        return pieces.stream()
                .mapToLong(piece -> piece instanceof Piece.Old old ? old.length() : 0)
                .sum();
    }

    private static void finishInPlace(FileChannel file, Salvage salvage) throws IOException {
        long length = kept(salvage.pieces());
        file.truncate(length);
        file.position(length);
        for (Piece piece : salvage.pieces()) {
            if (piece instanceof Piece.New made) {
                writeFully(file, ByteBuffer.wrap(made.bytes()));
            }
        }
        end(file, salvage);
    }

    private static void finishInCopy(FileChannel old, Salvage salvage, Path file) throws IOException {
        Path copy = file.resolveSibling(file.getFileName() + ".repair");
        try (FileChannel target = FileChannel.open(
                copy,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            for (Piece piece : salvage.pieces()) {
                if (piece instanceof Piece.Old range) {
                    transfer(old, range, target);
                } else if (piece instanceof Piece.New made) {
                    writeFully(target, ByteBuffer.wrap(made.bytes()));
                }
            }
            end(target, salvage);
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static void transfer(FileChannel from, Piece.Old range, FileChannel to) throws IOException {
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

    private static void end(FileChannel file, Salvage salvage) throws IOException {
        long crc = crc(file);
        Output output = new Output(file, file.position());
        new FileEnd(output, EnumSet.allOf(McapWriter.Feature.class)).write(salvage.index(), crc);
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
