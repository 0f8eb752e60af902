package dev.tally.capture.xrecord.internal.x11;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A buffer that cuts the bytes from a server into packets.
 *
 * <p><b>Cost.</b> Allocates when it is made and never after.
 *
 * <p><b>Privacy.</b> A packet may be a key event. {@link #space}, which is called before waiting for more, overwrites all
 * packets that were taken out, so that none of them is in memory while the reader waits.
 */
final class PacketBuffer {
    private final String display;
    private final ByteBuffer bytes =
            ByteBuffer.allocateDirect(Wire.LONGEST_REPLY).order(ByteOrder.nativeOrder());
    private final ByteBuffer packet = bytes.duplicate().order(ByteOrder.nativeOrder());
    private int start;
    private int end;

    PacketBuffer(String display) {
        this.display = display;
    }

    /** Takes out the next packet; null if no packet is complete. */
    @Nullable
    ByteBuffer next() throws DisplayException {
        int held = end - start;
        if (held < Wire.PACKET) {
            return null;
        }
        long length = Wire.length(bytes, start);
        if (length > bytes.capacity()) {
            throw Wire.tooLong(display, length);
        }
        if (held < length) {
            return null;
        }
        packet.limit(start + (int) length).position(start);
        start += (int) length;
        return packet;
    }

    /** Returns the buffer to put more bytes into, from its position on; then call {@link #filled}. Not while a packet is complete. */
    ByteBuffer space() {
        if (start > 0) {
            bytes.limit(end).position(start);
            bytes.compact();
            int rest = end - start;
            for (int i = rest; i < end; i++) {
                bytes.put(i, (byte) 0);
            }
            start = 0;
            end = rest;
        }
        return bytes.limit(bytes.capacity()).position(end);
    }

    /** Takes in what was put into {@link #space}, up to its position. */
    void filled() {
        end = bytes.position();
    }
}
