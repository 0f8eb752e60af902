package dev.tally.capture.xrecord.internal.x11;

import java.nio.ByteBuffer;

/**
 * The part of a server's answer to a new client that Tally needs.
 *
 * @param resourceIdBase the bits that all identifiers made by this client have in common
 * @param resourceIdMask the bits of an identifier that this client may choose; not 0
 * @param firstKeycode the lowest key code of the server
 * @param lastKeycode the highest key code of the server
 * @param rootWindow the root window of the first screen
 */
public record ConnectionSetup(
        int resourceIdBase, int resourceIdMask, int firstKeycode, int lastKeycode, int rootWindow) {

    /** Size of the part that all answers of a server begin with, in bytes. */
    static final int HEAD = 8;

    /** Offset of the 16 bits that tell the length of the rest, in units of 4 bytes. */
    static final int UNITS = 6;

    /** Layout of a server's answer that accepts a client ("X Window System Protocol", section "Connection Setup"). */
    private static final class Accepted {
        static final int RESOURCE_ID_BASE = 12;
        static final int RESOURCE_ID_MASK = 16;
        static final int VENDOR_LENGTH = 24;
        static final int SCREEN_COUNT = 28;
        static final int FORMAT_COUNT = 29;
        static final int MIN_KEYCODE = 34;
        static final int MAX_KEYCODE = 35;
        static final int VENDOR = 40;

        static final int FORMAT_SIZE = 8;

        private Accepted() {}

        /** Returns where the first screen begins, with the identifier of its root window. */
        static int firstScreen(ByteBuffer answer) {
            int vendorLength = Short.toUnsignedInt(answer.getShort(VENDOR_LENGTH));
            int formatCount = Byte.toUnsignedInt(answer.get(FORMAT_COUNT));
            return VENDOR + (vendorLength + 3) / 4 * 4 + FORMAT_SIZE * formatCount;
        }
    }

    /**
     * Reads a successful answer, from its status byte on.
     *
     * @param answer the whole answer, from index 0 to the limit
     * @param display the name of the display, for messages
     * @throws DisplayException if the lengths inside do not fit each other
     */
    static ConnectionSetup parse(ByteBuffer answer, String display) throws DisplayException {
        int size = answer.limit();
        if (size >= Accepted.VENDOR) {
            int firstScreen = Accepted.firstScreen(answer);
            boolean hasScreen = answer.get(Accepted.SCREEN_COUNT) != 0 && firstScreen + Integer.BYTES <= size;
            int resourceIdMask = answer.getInt(Accepted.RESOURCE_ID_MASK);
            if (hasScreen && resourceIdMask != 0) {
                return new ConnectionSetup(
                        answer.getInt(Accepted.RESOURCE_ID_BASE),
                        resourceIdMask,
                        Byte.toUnsignedInt(answer.get(Accepted.MIN_KEYCODE)),
                        Byte.toUnsignedInt(answer.get(Accepted.MAX_KEYCODE)),
                        answer.getInt(firstScreen));
            }
        }
        throw Wire.garbled(display, "its greeting of " + size + " bytes is shorter than what it announces");
    }

    /**
     * Returns an identifier for a resource of this client.
     *
     * @param n the number of the resource, from 1
     */
    public int resourceId(int n) {
        return resourceIdBase | (n * Integer.lowestOneBit(resourceIdMask));
    }
}
