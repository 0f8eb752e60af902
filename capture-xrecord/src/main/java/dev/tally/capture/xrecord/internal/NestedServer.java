package dev.tally.capture.xrecord.internal;

import dev.tally.capture.xrecord.internal.x11.Deadline;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import dev.tally.capture.xrecord.internal.x11.Wire;
import dev.tally.capture.xrecord.internal.x11.XConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Tells Xephyr, an X server in a window of another one, from others.
 *
 * <p>It passes the auto-repeat of its host on as releases and presses, which no other server does. It has the vendor and
 * release of any X.Org server; its devices have names of its own (hw/kdrive/ephyr in the sources of the X server).
 */
final class NestedServer {
    private static final int LIST_INPUT_DEVICES = 2;
    private static final String KEYBOARD = "Xephyr virtual keyboard";

    private NestedServer() {}

    /**
     * Returns whether the server is Xephyr.
     *
     * @param xinput the opcode that the server gave XInput, or {@link RecordProtocol#NO_XINPUT}
     */
    static boolean isXephyr(XConnection connection, int xinput, Deadline deadline) throws DisplayException {
        if (xinput == RecordProtocol.NO_XINPUT) {
            return false;
        }
        ByteBuffer reply = connection.call(Wire.request(xinput, LIST_INPUT_DEVICES, 1), deadline);
        return StandardCharsets.ISO_8859_1.decode(reply.duplicate()).toString().contains(KEYBOARD);
    }
}
