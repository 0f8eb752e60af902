package dev.tally.capture.evdev.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.tally.capture.CaptureException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Locale;

/**
 * An epoll instance: it waits for any of many descriptors, each of which has a number that the caller chose.
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
        static final long BYTES = LAYOUT.byteSize();
        static final long EVENTS = LAYOUT.byteOffset(PathElement.groupElement("events"));
        static final long DATA = LAYOUT.byteOffset(PathElement.groupElement("data"));

        private Event() {}
    }

    private static final int MOST = 32;
    private static final int EPOLLIN = 1;
    private static final int EPOLLERR = 8;
    private static final int EPOLLHUP = 16;

    private final Libc libc;
    private final int fd;
    private final MemorySegment ready = Arena.ofAuto().allocate(MOST * Event.BYTES, 8);

    Epoll(Libc libc) throws CaptureException {
        this.libc = libc;
        this.fd = libc.epollCreate();
        if (fd < 0) {
            throw new CaptureException("cannot wait for devices: epoll_create1: " + Errno.words(libc.errno()));
        }
    }

    int fd() {
        return fd;
    }

    /** Adds a descriptor to those that are waited for, until it is closed. */
    void add(int watched, int token) throws CaptureException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(Event.BYTES, 8);
            event.set(JAVA_INT_UNALIGNED, Event.EVENTS, EPOLLIN);
            event.set(JAVA_LONG_UNALIGNED, Event.DATA, token);
            if (libc.epollAdd(fd, watched, event) < 0) {
                throw new CaptureException("cannot wait for a device: epoll_ctl: " + Errno.words(libc.errno()));
            }
        }
    }

    /** Waits, and returns the number of ready descriptors; 0 if the time is over or a signal arrived. */
    int await(int timeoutMillis) throws CaptureException {
        int n = libc.epollWait(fd, ready, MOST, timeoutMillis);
        if (n < 0 && libc.errno() != Errno.EINTR) {
            throw new CaptureException("cannot wait for devices: epoll_wait: " + Errno.words(libc.errno()));
        }
        return Math.max(n, 0);
    }

    /** Returns the number with which the i-th ready descriptor was added. */
    int token(int i) {
        return (int) ready.get(JAVA_LONG_UNALIGNED, i * Event.BYTES + Event.DATA);
    }

    /** Returns whether the other side of the i-th ready descriptor is gone. */
    boolean hungUp(int i) {
        return (ready.get(JAVA_INT_UNALIGNED, i * Event.BYTES + Event.EVENTS) & (EPOLLERR | EPOLLHUP)) != 0;
    }

    void close() {
        libc.close(fd);
    }
}
