package dev.tally.capture.evdev.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.tally.capture.CaptureException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Locale;

/**
 * Waits for any of many descriptors, each known by a number of the caller's choice.
 *
 * <p><b>Threads.</b> One, that of its {@link Libc}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
final class Epoll {
    /** {@code struct epoll_event}: packed on x86-64 and only there. */
    static final class Event {
        static final boolean PACKED =
                System.getProperty("os.arch").toLowerCase(Locale.ROOT).matches("amd64|x86_64");
        static final StructLayout LAYOUT = PACKED
                ? MemoryLayout.structLayout(JAVA_INT_UNALIGNED.withName("events"), JAVA_LONG_UNALIGNED.withName("data"))
                : MemoryLayout.structLayout(
                        JAVA_INT_UNALIGNED.withName("events"),
                        MemoryLayout.paddingLayout(4),
                        JAVA_LONG_UNALIGNED.withName("data"));
        static final long BYTES = PACKED ? 12 : 16;
        static final long DATA = PACKED ? 4 : 8;

        private Event() {}
    }

    private static final int MOST = 32;
    private static final int EPOLLIN = 1;
    private static final int EPOLLERR_OR_HUP = 8 | 16;

    private final Libc libc;
    private final int fd;
    private final MemorySegment ready = Arena.ofAuto().allocate(MOST * Event.BYTES, 8);

    Epoll(Libc libc) throws CaptureException {
        this.libc = libc;
        this.fd = libc.epollCreate();
        if (fd < 0) {
            throw new CaptureException("cannot wait for devices: epoll_create1: " + Errno.words(-fd));
        }
    }

    int fd() {
        return fd;
    }

    /** Waits for this descriptor too, until it is closed. */
    void add(int watched, int token) throws CaptureException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(Event.BYTES, 8);
            event.set(JAVA_INT_UNALIGNED, 0, EPOLLIN);
            event.set(JAVA_LONG_UNALIGNED, Event.DATA, token);
            int failed = libc.epollAdd(fd, watched, event);
            if (failed < 0) {
                throw new CaptureException("cannot wait for a device: epoll_ctl: " + Errno.words(-failed));
            }
        }
    }

    /** Waits; returns how many descriptors are ready, 0 also after a signal. */
    int await(int timeoutMillis) throws CaptureException {
        int n = libc.epollWait(fd, ready, MOST, timeoutMillis);
        if (n < 0 && n != -Errno.EINTR) {
            throw new CaptureException("cannot wait for devices: epoll_wait: " + Errno.words(-n));
        }
        return Math.max(n, 0);
    }

    /** The number under which the i-th ready descriptor was added. */
    int token(int i) {
        return (int) ready.get(JAVA_LONG_UNALIGNED, i * Event.BYTES + Event.DATA);
    }

    /** Whether the other side of the i-th ready descriptor is gone. */
    boolean hungUp(int i) {
        return (ready.get(JAVA_INT_UNALIGNED, i * Event.BYTES) & EPOLLERR_OR_HUP) != 0;
    }

    void close() {
        libc.close(fd);
    }
}
