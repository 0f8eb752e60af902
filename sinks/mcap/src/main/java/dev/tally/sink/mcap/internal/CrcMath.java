package dev.tally.sink.mcap.internal;

import java.nio.ByteBuffer;

/** CRC-32 continued from a value, which {@link java.util.zip.CRC32} cannot. For a few bytes: one step for each bit. */
final class CrcMath {
    private static final int POLYNOMIAL = 0xEDB88320;

    private CrcMath() {}

    /** The CRC of what had the given one, with these bytes behind it. */
    static long extend(long crc, ByteBuffer bytes) {
        int register = ~(int) crc;
        while (bytes.hasRemaining()) {
            register ^= bytes.get() & 0xFF;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                register = (register >>> 1) ^ (POLYNOMIAL & -(register & 1));
            }
        }
        return ~register & 0xFFFF_FFFFL;
    }
}
