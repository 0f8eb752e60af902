package dev.tally.capture.xrecord.internal.x11;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The functions of the C library that {@link XcbConnection} needs beside those of libxcb. Each returns what the C function
 * returns. Addresses are {@code long}: objects for them would be garbage on every reply.
 */
final class Libc {
    static final int SHUT_RDWR = 2;
    static final short POLLIN = 1;

    private static boolean registered;

    private Libc() {}

    /**
     * Finds the functions, once.
     *
     * @throws LinkageError if JNA is missing
     */
    static synchronized void load() {
        if (!registered) {
            Native.register(Libc.class, NativeLibrary.getProcess());
            registered = true;
        }
    }

    /** poll(2). */
    static native int poll(long pollfds, long count, int timeoutMillis);

    /** shutdown(2). */
    static native int shutdown(int socket, int how);

    /** memcpy(3). */
    static native long memcpy(long to, long from, long size);

    /** memset(3). */
    static native long memset(long to, int value, long size);

    /** free(3). */
    static native void free(long memory);

    /** Layout of {@code struct pollfd}, poll(2). */
    static final class Pollfd {
        static final int FD = 0;
        static final int EVENTS = 4;
        static final int REVENTS = 6;
        static final int SIZE = 8;

        private Pollfd() {}
    }
}
