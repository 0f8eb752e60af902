package dev.tally.capture.xrecord.internal.x11;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * The functions of {@code libxcb.so.1} that we use, mapped directly. Addresses are {@code long}: objects for them would be
 * garbage on every reply.
 *
 * @see <a href="https://xcb.freedesktop.org/manual/">the XCB manual</a>
 */
final class Xcb {
    /** Flag of {@link #xcb_send_request}: an error is kept for the call that asks for the reply. */
    static final int CHECKED = 1;
    /** Flag of {@link #xcb_send_request}: the bytes are the request as it goes over the wire. */
    static final int RAW = 2;

    private static boolean registered;

    private Xcb() {}

    /**
     * Loads the library, once.
     *
     * @throws LinkageError if it, or JNA, is not there
     */
    static synchronized void load() {
        if (!registered) {
            Native.register(Xcb.class, "libxcb.so.1");
            registered = true;
        }
    }

    static native long xcb_connect(String display, Pointer screen);

    static native long xcb_connect_to_display_with_auth_info(String display, Pointer authority, Pointer screen);

    static native int xcb_connection_has_error(long connection);

    static native int xcb_get_file_descriptor(long connection);

    static native long xcb_get_setup(long connection);

    static native int xcb_send_request(long connection, int flags, long vector, long request);

    static native int xcb_flush(long connection);

    static native long xcb_wait_for_reply(long connection, int sequence, long error);

    static native int xcb_poll_for_reply(long connection, int sequence, long reply, long error);

    static native long xcb_poll_for_event(long connection);

    static native void xcb_discard_reply(long connection, int sequence);

    static native void xcb_disconnect(long connection);
}
