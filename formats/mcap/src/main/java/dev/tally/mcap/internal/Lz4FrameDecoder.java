package dev.tally.mcap.internal;

import dev.tally.mcap.UnsupportedMcapException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Decompresses LZ4 frames with independent or linked blocks
 * (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md). Linked blocks, which most writers produce, refer to
 * the output of the blocks before them; no LZ4 library for Java reads them at this speed.
 *
 * <p>Frames that follow each other are one; skippable frames are skipped; all checksums are verified.
 */
final class Lz4FrameDecoder {
    private static final int MAGIC = 0x184D2204;
    private static final int LEGACY_MAGIC = 0x184C2102;
    private static final int SKIPPABLE_MAGIC = 0x184D2A50;
    private static final int SKIPPABLE_MASK = 0xFFFF_FFF0;

    private static final int VERSION_MASK = 0b1100_0000;
    private static final int VERSION = 0b0100_0000;
    private static final int BLOCK_CHECKSUM = 0b0001_0000;
    private static final int CONTENT_SIZE = 0b0000_1000;
    private static final int CONTENT_CHECKSUM = 0b0000_0100;
    private static final int DICTIONARY = 0b0000_0001;

    private static final int STORED_BLOCK = 1 << 31;
    private static final int SMALLEST_BLOCK_SIZE_CODE = 4;

    private final byte[] source;
    private final ByteBuffer in;
    private final RecordBuffer target;
    private final int most;

    /** @param most how many bytes the target may hold at most */
    Lz4FrameDecoder(byte[] source, int length, RecordBuffer target, int most) {
        this.source = source;
        this.in = ByteBuffer.wrap(source, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        this.target = target;
        this.most = most;
    }

    /**
     * Puts the content of all frames into the target.
     *
     * @throws UnsupportedMcapException if a frame needs a dictionary or has another version
     * @throws IOException if a frame is malformed or cut off; what is in the target was before that
     */
    void decode() throws IOException {
        while (in.hasRemaining()) {
            int magic = u32();
            if ((magic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC) {
                skip(u32());
            } else if (magic == MAGIC) {
                frame();
            } else if (magic == LEGACY_MAGIC) {
                throw new UnsupportedMcapException("the chunk is an LZ4 frame of the legacy format, which is not read");
            } else {
                throw new IOException("no LZ4 frame begins at its byte " + (in.position() - Integer.BYTES));
            }
        }
    }

    private void frame() throws IOException {
        int start = target.size();
        int descriptor = in.position();
        need(2);
        int flags = in.get() & 0xFF;
        int blockSize = blockSize(in.get() & 0xFF);
        requireSupported(flags);
        long contentSize = -1;
        if ((flags & CONTENT_SIZE) != 0) {
            need(Long.BYTES);
            contentSize = in.getLong();
        }
        need(1);
        int checksum = XxHash32.of(source, descriptor, in.position() - descriptor) >>> 8 & 0xFF;
        requireEqual("frame header", checksum, in.get() & 0xFF);
        blocks(flags, blockSize, start);
        if ((flags & CONTENT_CHECKSUM) != 0) {
            requireEqual("content", XxHash32.of(target.bytes(), start, target.size() - start), u32());
        }
        if (contentSize >= 0 && contentSize != target.size() - start) {
            throw new IOException("the LZ4 frame has another size than its header says");
        }
    }

    private static int blockSize(int descriptor) {
        return 1 << 8 + 2 * Math.max(SMALLEST_BLOCK_SIZE_CODE, descriptor >>> 4 & 0b111);
    }

    private static void requireSupported(int flags) throws UnsupportedMcapException {
        if ((flags & VERSION_MASK) != VERSION) {
            throw new UnsupportedMcapException("the LZ4 frame is of another version than 1, which is not read");
        }
        if ((flags & DICTIONARY) != 0) {
            throw new UnsupportedMcapException("the LZ4 frame needs a dictionary, which a chunk cannot have");
        }
    }

    private void blocks(int flags, int blockSize, int window) throws IOException {
        for (int head = u32(); head != 0; head = u32()) {
            int length = head & ~STORED_BLOCK;
            if (length > blockSize) {
                throw new IOException("an LZ4 block of " + length + " bytes; its frame allows " + blockSize);
            }
            boolean cut = length > in.remaining();
            int from = in.position();
            int end = from + Math.min(length, in.remaining());
            if ((head & STORED_BLOCK) != 0) {
                stored(from, end - from);
            } else {
                compressed(from, end, blockSize, window);
            }
            if (cut) {
                throw endsEarly();
            }
            in.position(end);
            if ((flags & BLOCK_CHECKSUM) != 0) {
                requireEqual("block", XxHash32.of(source, from, length), u32());
            }
        }
    }

    private void stored(int from, int length) throws IOException {
        if (length > most - target.size()) {
            throw tooMuch();
        }
        target.put(source, from, length);
    }

    private void compressed(int from, int end, int blockSize, int window) throws IOException {
        int start = target.size();
        int free = Math.min(blockSize, most - start);
        Lz4Block block = new Lz4Block(source, from, end);
        try {
            block.decompress(target.withFree(free), window, start, start + free);
        } finally {
            target.advance(block.written() - start);
        }
    }

    private void skip(int length) throws IOException {
        need(length);
        in.position(in.position() + length);
    }

    private int u32() throws IOException {
        need(Integer.BYTES);
        return in.getInt();
    }

    private void need(int bytes) throws IOException {
        if (bytes < 0 || in.remaining() < bytes) {
            throw endsEarly();
        }
    }

    private static void requireEqual(String what, int found, int claimed) throws IOException {
        if (found != claimed) {
            throw new IOException("the checksum of the LZ4 " + what + " is wrong");
        }
    }

    private static IOException endsEarly() {
        return new EOFException("the LZ4 frame is cut off");
    }

    private static IOException tooMuch() {
        return new IOException("it has more bytes than the chunk says");
    }
}
