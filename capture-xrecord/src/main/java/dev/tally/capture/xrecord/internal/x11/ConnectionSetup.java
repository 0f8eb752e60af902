package dev.tally.capture.xrecord.internal.x11;

import java.nio.ByteBuffer;

/**
 * What a server says when it lets a client in, as far as we need it.
 *
 * @param resourceIdBase the bits that all identifiers made by this client have in common
 * @param resourceIdMask the bits that it may choose
 * @param firstKeycode the lowest key code of the server
 * @param lastKeycode the highest one
 * @param rootWindow the root window of the first screen
 */
public record ConnectionSetup(
        int resourceIdBase, int resourceIdMask, int firstKeycode, int lastKeycode, int rootWindow) {
    private static final int FIXED_PART = 40;

    /**
     * Reads a successful answer, from its status byte on. Positions are those of the X protocol, "Connection Setup".
     *
     * @throws DisplayException if the lengths inside do not fit each other
     */
    static ConnectionSetup parse(ByteBuffer answer, String display) throws DisplayException {
        int size = answer.limit();
        if (size >= FIXED_PART) {
            int vendor = Short.toUnsignedInt(answer.getShort(24));
            int formats = Byte.toUnsignedInt(answer.get(29));
            int firstScreen = FIXED_PART + (vendor + 3) / 4 * 4 + 8 * formats;
            boolean hasScreen = answer.get(28) != 0 && firstScreen + 4 <= size;
            if (hasScreen && answer.getInt(16) != 0) {
                return new ConnectionSetup(
                        answer.getInt(12),
                        answer.getInt(16),
                        Byte.toUnsignedInt(answer.get(34)),
                        Byte.toUnsignedInt(answer.get(35)),
                        answer.getInt(firstScreen));
            }
        }
        throw Wire.garbled(display, "its greeting of " + size + " bytes has no room for what it announces");
    }

    /** The n-th identifier of this client, from 1. */
    public int resourceId(int n) {
        return resourceIdBase | (n * Integer.lowestOneBit(resourceIdMask));
    }
}
