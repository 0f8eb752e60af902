package dev.tally.mcap.internal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Decompresses LZ4 blocks into an array in which the output of earlier blocks stays, so that a block may refer to them
 * (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md).
 *
 * <p>Blocks may come from anybody: every length and distance is checked before bytes are copied.
 */
final class Lz4Block {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** The length in a token that says that more bytes of the length follow. */
    private static final int LENGTH_CONTINUES = 15;

    private static final int SHORTEST_MATCH = 4;
    private static final int STEP = Long.BYTES;

    private final byte[] source;
    private final int sourceEnd;
    private int next; // of the source
    private int written; // end of the output

    /** @param sourceEnd where the block ends in the source */
    Lz4Block(byte[] source, int sourceOffset, int sourceEnd) {
        this.source = source;
        this.next = sourceOffset;
        this.sourceEnd = sourceEnd;
    }

    /**
     * Decompresses the block.
     *
     * @param window the first byte of the target to which the block may refer
     * @param start where the output begins in the target
     * @param limit where the output must end at the latest
     * @throws IOException if the block is malformed; {@link #written()} then says how far the output got
     */
    void decompress(byte[] target, int window, int start, int limit) throws IOException {
        int at = start;
        written = start;
        while (next < sourceEnd) {
            int token = source[next++] & 0xFF;
            int literals = length(token >>> 4);
            if (literals > sourceEnd - next || literals > limit - at) {
                throw malformed("literals reach over its end");
            }
            copyLiterals(target, at, literals);
            next += literals;
            at += literals;
            written = at;
            if (next == sourceEnd) {
                return;
            }
            int distance = distance();
            int match = length(token & LENGTH_CONTINUES) + SHORTEST_MATCH;
            if (distance == 0 || distance > at - window || match < 0 || match > limit - at) {
                throw malformed("a match reaches over its end or before its window");
            }
            copyMatch(target, at, distance, match);
            at += match;
            written = at;
        }
        throw malformed("its last literals are missing");
    }

    private int length(int first) throws IOException {
        int length = first;
        if (first == LENGTH_CONTINUES) {
            int more;
            do {
                if (next == sourceEnd) {
                    throw malformed("a length reaches over its end");
                }
                more = source[next++] & 0xFF;
                length += more;
                if (length < 0) {
                    throw malformed("a length is too large");
                }
            } while (more == 0xFF);
        }
        return length;
    }

    private int distance() throws IOException {
        if (sourceEnd - next < Short.BYTES) {
            throw malformed("a distance reaches over its end");
        }
        int distance = (short) SHORT.get(source, next) & 0xFFFF;
        next += Short.BYTES;
        return distance;
    }

    /** Copies whole steps where both arrays have the bytes; what is written too much is overwritten later. */
    private void copyLiterals(byte[] target, int at, int length) {
        if (length <= 2 * STEP && source.length - next >= 2 * STEP && target.length - at >= 2 * STEP) {
            LONG.set(target, at, (long) LONG.get(source, next));
            LONG.set(target, at + STEP, (long) LONG.get(source, next + STEP));
        } else {
            System.arraycopy(source, next, target, at, length);
        }
    }

    private static void copyMatch(byte[] target, int at, int distance, int length) {
        int from = at - distance;
        if (distance >= STEP && length <= target.length - at - STEP) {
            for (int i = 0; i < length; i += STEP) {
                LONG.set(target, at + i, (long) LONG.get(target, from + i));
            }
        } else {
            for (int i = 0; i < length; i++) {
                target[at + i] = target[from + i];
            }
        }
    }

    private static IOException malformed(String why) {
        return new IOException("the LZ4 block is malformed: " + why);
    }

    /** Returns where in the target the output ends. */
    int written() {
        return written;
    }
}
