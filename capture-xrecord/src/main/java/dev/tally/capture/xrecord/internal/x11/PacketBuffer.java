package dev.tally.capture.xrecord.internal.x11;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as they come from a server, cut into packets.
 *
 * <p><b>Cost.</b> Allocates when it is made and never after.
 *
 * <p><b>Privacy.</b> A packet may be a key event. {@link #room}, which is called before waiting for more, overwrites all
 * packets that were taken out, so that none is in memory while the reader waits.
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

    /** Takes out the next packet; null if there is none that is complete. */
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

    /** Where to put more bytes, from its position on. To be called when there is no complete packet; see {@link #filled}. */
    ByteBuffer room() {
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

    /** Says that {@link #room} was filled up to its position. */
    void filled() {
        end = bytes.position();
    }
}
