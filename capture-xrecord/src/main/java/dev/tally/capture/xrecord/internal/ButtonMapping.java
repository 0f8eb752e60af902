package dev.tally.capture.xrecord.internal;

import dev.tally.capture.xrecord.internal.x11.Wire;
import java.nio.ByteBuffer;

/**
 * The pointer mapping of a server: it tells which button clients see when a button of the device is pressed.
 *
 * <p>A recording contains the buttons of the device. Under {@code xmodmap -e "pointer = 3 2 1"}, for a left-handed user, a
 * left click, as programs see it, is button 3 of the device; Tally counts it as left.
 */
final class ButtonMapping {
    /** The mapping of a server on which it was never changed. */
    static final ButtonMapping IDENTITY = new ButtonMapping(new byte[0]);

    private static final int GET_POINTER_MAPPING = 117;
    private static final int LENGTH = 1;

    private final byte[] mapping;

    private ButtonMapping(byte[] mapping) {
        this.mapping = mapping;
    }

    /** {@return the request whose reply {@link #of} reads} */
    static ByteBuffer request() {
        return Wire.request(GET_POINTER_MAPPING, 0, 1);
    }

    /** Returns the mapping in a reply to {@link #request}. */
    static ButtonMapping of(ByteBuffer reply) {
        int length = Byte.toUnsignedInt(reply.get(reply.position() + LENGTH));
        byte[] mapping = new byte[Math.min(length, reply.remaining() - Wire.PACKET)];
        reply.get(reply.position() + Wire.PACKET, mapping);
        return new ButtonMapping(mapping);
    }

    /** {@return the button that clients see, from 1; 0 if the mapping disables it} */
    int logical(int button) {
        return button >= 1 && button <= mapping.length ? Byte.toUnsignedInt(mapping[button - 1]) : button;
    }
}
