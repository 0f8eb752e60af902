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

    /** Texts for what {@link #xcb_connection_has_error} returns, the constants {@code XCB_CONN_*}. */
    private static final String[] FAILURES = {
        "no error",
        "it cannot be reached or refused us (libxcb may have printed the reason on standard error)",
        "an extension is missing",
        "memory ran out",
        "a request was too long",
        "the display name is malformed",
        "the screen does not exist"
    };

    private static boolean registered;

    private Xcb() {}

    /**
     * Loads the library and finds the functions, once.
     *
     * @throws LinkageError if the library or JNA is missing
     */
    static synchronized void load() {
        if (!registered) {
            Native.register(Xcb.class, "libxcb.so.1");
            registered = true;
        }
    }

    /** Says what a connection failed of; {@code failure} is what {@link #xcb_connection_has_error} returned. */
    static String failureText(int failure) {
        return FAILURES[Math.min(failure, FAILURES.length - 1)];
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
