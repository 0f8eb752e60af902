package dev.tally.foxglove.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A message of a channel, as the protocol frames it: opcode 1, subscription id u32, log time u64, payload.
 *
 * <p><b>Threads.</b> Any thread may make one; only the sender asks for its frame.
 *
 * <p><b>Cost.</b> One copy of the payload when it is made. Clients that use the same subscription id share the bytes;
 * viewers count their ids up from the same number, so most do.
 */
public final class Message {
    static final int HEADER = 1 + Integer.BYTES + Long.BYTES;
    private static final int ID_AT = 1;

    private byte[] frame;
    private long frameId;

    public Message(long logTimeNanos, ByteBuffer payload) {
        frame = new byte[Math.addExact(HEADER, payload.remaining())];
        ByteBuffer.wrap(frame)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 1)
                .putInt(0)
                .putLong(logTimeNanos)
                .put(payload.duplicate());
    }

    int size() {
        return frame.length;
    }

    /** The bytes for a subscription. They may be on their way to other clients and are never changed afterwards. */
    ByteBuffer frame(long subscriptionId) {
        if (subscriptionId != frameId) {
            frame = frame.clone();
            ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(ID_AT, (int) subscriptionId);
            frameId = subscriptionId;
        }
        return ByteBuffer.wrap(frame);
    }
}
