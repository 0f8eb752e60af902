package dev.tally.mcap.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Computes the 32-bit xxHash with seed 0, which LZ4 frames use as their checksum (https://xxhash.com). */
final class XxHash32 {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PRIME_1 = 0x9E3779B1;
    private static final int PRIME_2 = 0x85EBCA77;
    private static final int PRIME_3 = 0xC2B2AE3D;
    private static final int PRIME_4 = 0x27D4EB2F;
    private static final int PRIME_5 = 0x165667B1;
    private static final int STRIPE = 4 * Integer.BYTES;

    private XxHash32() {}

    static int of(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        int hash = PRIME_5;
        if (length >= STRIPE) {
            hash = stripes(bytes, offset, length / STRIPE);
            at += length / STRIPE * STRIPE;
        }
        hash += length;
        for (; end - at >= Integer.BYTES; at += Integer.BYTES) {
            hash = Integer.rotateLeft(hash + (int) INT.get(bytes, at) * PRIME_3, 17) * PRIME_4;
        }
        for (; at < end; at++) {
            hash = Integer.rotateLeft(hash + (bytes[at] & 0xFF) * PRIME_5, 11) * PRIME_1;
        }
        return avalanche(hash);
    }

    private static int stripes(byte[] bytes, int offset, int count) {
        int a = PRIME_1 + PRIME_2;
        int b = PRIME_2;
        int c = 0;
        int d = -PRIME_1;
        int at = offset;
        for (int i = 0; i < count; i++) {
            a = round(a, (int) INT.get(bytes, at));
            b = round(b, (int) INT.get(bytes, at + 4));
            c = round(c, (int) INT.get(bytes, at + 8));
            d = round(d, (int) INT.get(bytes, at + 12));
            at += STRIPE;
        }
        return Integer.rotateLeft(a, 1)
                + Integer.rotateLeft(b, 7)
                + Integer.rotateLeft(c, 12)
                + Integer.rotateLeft(d, 18);
    }

    private static int round(int lane, int input) {
        return Integer.rotateLeft(lane + input * PRIME_2, 13) * PRIME_1;
    }

    private static int avalanche(int hash) {
        int mixed = (hash ^ hash >>> 15) * PRIME_2;
        mixed = (mixed ^ mixed >>> 13) * PRIME_3;
        return mixed ^ mixed >>> 16;
    }
}
