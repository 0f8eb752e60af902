package dev.tally.mcap.internal;

import java.nio.ByteBuffer;

/** Continues a CRC-32 from its value, and joins those of two stretches of bytes: {@link java.util.zip.CRC32} cannot. */
final class CrcMath {
    private static final int POLYNOMIAL = 0xEDB88320;
    /** The polynomial 1, in the bit order of the CRC: its highest power is the lowest bit. */
    private static final int ONE = 1 << 31;

    /** x to the power of 2^i, modulo the polynomial. */
    private static final int[] POWERS = new int[Integer.SIZE];

    static {
        POWERS[0] = ONE >>> 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = times(POWERS[i - 1], POWERS[i - 1]);
        }
    }

    private CrcMath() {}

    /** Returns the CRC of bytes that had the given one, followed by these few: one step for each bit. */
    static long extend(long crc, ByteBuffer bytes) {
        int register = ~(int) crc;
        while (bytes.hasRemaining()) {
            register ^= bytes.get() & 0xFF;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                register = timesX(register);
            }
        }
        return ~register & 0xFFFF_FFFFL;
    }

    /** Returns the CRC of bytes that had the first one, followed by so many that have the second. */
    static long join(long first, long second, long secondLength) {
        int shift = ONE;
        int power = 3; // a byte has 2^3 bits
        for (long left = secondLength; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                shift = times(POWERS[power % POWERS.length], shift);
            }
            power++;
        }
        return (times(shift, (int) first) ^ (int) second) & 0xFFFF_FFFFL;
    }

    /** Returns the CRC of the last of some bytes, from that of the bytes before them and that of all bytes. */
    static long last(long before, long all, long lastLength) {
        return join(before, all, lastLength); // adding and subtracting are the same
    }

    private static int times(int a, int b) {
        int product = 0;
        int factor = b;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            product ^= (a & bit) != 0 ? factor : 0;
            factor = timesX(factor);
        }
        return product;
    }

    private static int timesX(int value) {
        return (value >>> 1) ^ (POLYNOMIAL & -(value & 1));
    }
}
