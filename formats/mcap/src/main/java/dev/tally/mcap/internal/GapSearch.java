package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.UnsupportedMcapException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;

/**
 * Finds out what follows a record whose length is wrong, in a file without an index.
 *
 * <p><b>Cost.</b> Linear in the size of the file. Only where the head of a chunk agrees with itself is the chunk read,
 * and the bytes of chunks that turn out to be none are limited.
 */
final class GapSearch implements AutoCloseable {
    private static final int WINDOW = 1 << 16;
    private static final int SIZE_AT = Opcodes.PREFIX + 2 * Long.BYTES;
    private static final int NAME_LENGTH_AT = SIZE_AT + Long.BYTES + Integer.BYTES;
    private static final int NAME_AT = NAME_LENGTH_AT + Integer.BYTES;
    private static final int LONGEST_HEAD =
            NAME_AT + "zstd".length() + Long.BYTES; // no longer than a chunk of one record
    private static final long LEAST_WASTE = 1 << 26;

    private final FileChannel file;
    private final long fileSize;
    private final long chunkLimit;
    private final ChunkRecords inside;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
    private long wasteLeft;
    private long searchedFrom = Long.MAX_VALUE;
    private OptionalLong found = OptionalLong.empty();

    /** @param chunkLimit the most bytes that a chunk may have, compressed and uncompressed */
    GapSearch(FileChannel file, long chunkLimit) throws IOException {
        this.file = file;
        this.fileSize = file.size();
        this.chunkLimit = chunkLimit;
        this.inside = new ChunkRecords(chunkLimit, true);
        this.wasteLeft = Math.max(LEAST_WASTE, 4 * fileSize);
    }

    /** Returns the first offset after this one at which a whole chunk begins, or one that cannot be decompressed here. */
    OptionalLong chunkAfter(long offset) throws IOException {
        boolean isKnown = offset >= searchedFrom && (found.isEmpty() || found.getAsLong() > offset);
        if (!isKnown) {
            searchedFrom = offset;
            found = search(offset + 1);
        }
        return found;
    }

    private OptionalLong search(long from) throws IOException {
        for (long base = from; fill(base) >= LONGEST_HEAD; base += window.limit() - LONGEST_HEAD + 1) {
            for (int at = 0; at <= window.limit() - LONGEST_HEAD; at++) {
                if (window.get(at) == Opcodes.CHUNK && isHead(at, base + at) && isChunk(at, base + at)) {
                    return OptionalLong.of(base + at);
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Returns whether there is nothing but zeros from an offset to the end, as some file systems leave after a crash. */
    boolean isZeroFrom(long offset) throws IOException {
        for (long base = offset; fill(base) > 0; base += window.limit()) {
            for (int at = 0; at < window.limit(); at++) {
                if (window.get(at) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private int fill(long offset) throws IOException {
        window.clear();
        int n = 0;
        while (n >= 0 && window.hasRemaining()) {
            n = file.read(window, offset + window.position());
        }
        return window.flip().limit();
    }

    /** Returns whether the lengths of a chunk are there, agree, and are possible. */
    private boolean isHead(int at, long offset) {
        int nameLength = window.getInt(at + NAME_LENGTH_AT);
        if (!isCompression(at + NAME_AT, nameLength)) {
            return false;
        }
        long present = fileSize - offset - Opcodes.PREFIX;
        long length = length(at);
        long size = window.getLong(at + SIZE_AT);
        long compressed = window.getLong(at + NAME_AT + nameLength);
        int head = NAME_AT - Opcodes.PREFIX + nameLength + Long.BYTES;
        return compressed > 0
                && compressed <= Math.min(present, chunkLimit)
                && length == head + compressed
                && length <= present
                && size > 0
                && size <= chunkLimit
                && (nameLength > 0 || size == compressed);
    }

    private boolean isCompression(int at, int length) {
        return switch (length) {
            case 0 -> true;
            case 3 -> isText(at, "lz4");
            case 4 -> isText(at, "zstd");
            default -> false;
        };
    }

    private boolean isText(int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (window.get(at + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long length(int at) {
        return window.getLong(at + 1);
    }

    private boolean isChunk(int at, long offset) throws IOException {
        long cost = length(at) + window.getLong(at + SIZE_AT);
        if (cost > wasteLeft) {
            return false;
        }
        boolean isChunk = isChunk(offset, Opcodes.PREFIX + length(at));
        wasteLeft -= isChunk ? 0 : cost;
        return isChunk;
    }

    private boolean isChunk(long offset, long length) throws IOException {
        try {
            McapRecord.Chunk chunk = new RandomAccess(file, length).record(offset, length, McapRecord.Chunk.class);
            int uncompressed = inside.open(chunk, offset).remaining();
            return ChunkContents.readFirst(inside).length() == uncompressed;
        } catch (UnsupportedMcapException e) {
            return true;
        } catch (McapException isNone) {
            return false;
        }
    }

    @Override
    public void close() {
        inside.close();
    }
}
