package dev.tally.capture.xrecord.internal.x11;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The functions of the C library that {@link XcbConnection} needs beside those of libxcb. */
final class Libc {
    static final int SHUT_RDWR = 2;
    static final short POLLIN = 1;

    private static boolean registered;

    private Libc() {}

    static synchronized void load() {
        if (!registered) {
            Native.register(Libc.class, NativeLibrary.getProcess());
            registered = true;
        }
    }

    static native int poll(long descriptors, long count, int timeoutMillis);

    static native int shutdown(int socket, int how);

    static native long memcpy(long to, long from, long size);

    static native long memset(long to, int value, long size);

    static native void free(long memory);
}
