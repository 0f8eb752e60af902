package dev.tally.capture.evdev.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The functions of the C library that reading devices needs. Each returns what the C function returns: -1 after a failure,
 * whose cause {@link #errno} then tells.
 *
 * <p><b>Threads.</b> One thread at a time, except that any thread may call {@link #poke}.
 *
 * <p><b>Cost.</b> The call itself and a few nanoseconds; {@link #read} and {@link #epollWait} allocate nothing.
 * The handles are constants that take the function's address as their first argument, so that the symbol lookup can be
 * injected and the compiler can still inline them. No call is {@code critical}: one that blocks would delay every
 * garbage collection.
 */
@SuppressWarnings("restricted") // the only class that calls native code
final class Libc {
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int EPOLL_CLOEXEC = O_CLOEXEC;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EFD_NONBLOCK = O_NONBLOCK;
    private static final int EFD_CLOEXEC = O_CLOEXEC;
    private static final int IN_NONBLOCK = O_NONBLOCK;
    private static final int IN_CLOEXEC = O_CLOEXEC;
    private static final int TFD_NONBLOCK = O_NONBLOCK;
    private static final int TFD_CLOEXEC = O_CLOEXEC;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** open(2) and ioctl(2): the third argument is variadic, which matters on some machines' calling conventions. */
    private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(2);

    private static final MethodHandle OPEN = handle(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), true);
    private static final MethodHandle IOCTL =
            handle(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), true);
    private static final MethodHandle TRANSFER = handle(FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle INT = handle(FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle INT_INT = handle(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle INT_POINTER = handle(FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle EPOLL_CTL =
            handle(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle EPOLL_WAIT =
            handle(FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle INOTIFY_ADD =
            handle(FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle TIMERFD_SETTIME =
            handle(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle POKE =
            LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private final MemorySegment open;
    private final MemorySegment close;
    private final MemorySegment read;
    private final MemorySegment write;
    private final MemorySegment ioctl;
    private final MemorySegment epollCreate;
    private final MemorySegment epollCtl;
    private final MemorySegment epollWait;
    private final MemorySegment eventfd;
    private final MemorySegment inotifyInit;
    private final MemorySegment inotifyAdd;
    private final MemorySegment inotifyRemove;
    private final MemorySegment timerfdCreate;
    private final MemorySegment timerfdSettime;
    private final MemorySegment clockGettime;

    /* Automatic memory: unlike a shared arena's it costs no atomic operation per call, and any thread may use it. */
    private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
    private final MemorySegment one = Arena.ofAuto().allocateFrom(JAVA_LONG, 1L);

    /** Finds the functions with a lookup, in which a preloaded library may come before the C library. */
    Libc(SymbolLookup lookup) {
        open = lookup.findOrThrow("open");
        close = lookup.findOrThrow("close");
        read = lookup.findOrThrow("read");
        write = lookup.findOrThrow("write");
        ioctl = lookup.findOrThrow("ioctl");
        epollCreate = lookup.findOrThrow("epoll_create1");
        epollCtl = lookup.findOrThrow("epoll_ctl");
        epollWait = lookup.findOrThrow("epoll_wait");
        eventfd = lookup.findOrThrow("eventfd");
        inotifyInit = lookup.findOrThrow("inotify_init1");
        inotifyAdd = lookup.findOrThrow("inotify_add_watch");
        inotifyRemove = lookup.findOrThrow("inotify_rm_watch");
        timerfdCreate = lookup.findOrThrow("timerfd_create");
        timerfdSettime = lookup.findOrThrow("timerfd_settime");
        clockGettime = lookup.findOrThrow("clock_gettime");
    }

    private static MethodHandle handle(FunctionDescriptor function) {
        return LINKER.downcallHandle(function, CAPTURE);
    }

    private static MethodHandle handle(FunctionDescriptor function, boolean variadic) {
        return variadic ? LINKER.downcallHandle(function, CAPTURE, VARIADIC) : handle(function);
    }

    /** open(2) for reading, neither blocking nor inherited by other programs. */
    int open(String path) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) OPEN.invokeExact(open, state, arena.allocateFrom(path), O_NONBLOCK | O_CLOEXEC, 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** close(2). Not repeated after EINTR: Linux has closed the descriptor even then. */
    int close(int fd) {
        try {
            return (int) INT.invokeExact(close, state, fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** read(2). */
    long read(int fd, MemorySegment buffer, long bytes) {
        try {
            return (long) TRANSFER.invokeExact(read, state, fd, buffer, bytes);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Adds 1 to an eventfd. Cannot fail in a way that matters: a full counter is readable too. */
    void poke(int eventfd) {
        try {
            long ignored = (long) POKE.invokeExact(write, eventfd, one, 8L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** ioctl(2) with a pointer. */
    int ioctl(int fd, long request, MemorySegment argument) {
        try {
            return (int) IOCTL.invokeExact(ioctl, state, fd, request, argument);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** epoll_create1(2), not inherited by other programs. */
    int epollCreate() {
        try {
            return (int) INT.invokeExact(epollCreate, state, EPOLL_CLOEXEC);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** epoll_ctl(2), EPOLL_CTL_ADD. */
    int epollAdd(int epoll, int fd, MemorySegment event) {
        try {
            return (int) EPOLL_CTL.invokeExact(epollCtl, state, epoll, EPOLL_CTL_ADD, fd, event);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** epoll_wait(2). */
    int epollWait(int epoll, MemorySegment events, int most, int timeoutMillis) {
        try {
            return (int) EPOLL_WAIT.invokeExact(epollWait, state, epoll, events, most, timeoutMillis);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** eventfd(2), at 0, neither blocking nor inherited. */
    int eventfd() {
        try {
            return (int) INT_INT.invokeExact(eventfd, state, 0, EFD_CLOEXEC | EFD_NONBLOCK);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** inotify_init1(2), neither blocking nor inherited. */
    int inotify() {
        try {
            return (int) INT.invokeExact(inotifyInit, state, IN_CLOEXEC | IN_NONBLOCK);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** inotify_add_watch(2). */
    int inotifyAdd(int inotify, String path, int mask) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) INOTIFY_ADD.invokeExact(inotifyAdd, state, inotify, arena.allocateFrom(path), mask);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** inotify_rm_watch(2). */
    int inotifyRemove(int inotify, int watch) {
        try {
            return (int) INT_INT.invokeExact(inotifyRemove, state, inotify, watch);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** timerfd_create(2) of this clock, neither blocking nor inherited. */
    int timerfd(int clock) {
        try {
            return (int) INT_INT.invokeExact(timerfdCreate, state, clock, TFD_CLOEXEC | TFD_NONBLOCK);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** timerfd_settime(2). */
    int timerfdSet(int timerfd, int flags, MemorySegment itimerspec) {
        try {
            return (int)
                    TIMERFD_SETTIME.invokeExact(timerfdSettime, state, timerfd, flags, itimerspec, MemorySegment.NULL);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** clock_gettime(2). */
    int clock(int clock, MemorySegment timespec) {
        try {
            return (int) INT_POINTER.invokeExact(clockGettime, state, clock, timespec);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Returns the cause of a failure; only meaningful right after a call that failed. */
    int errno() {
        return (int) ERRNO.get(state, 0L);
    }

    private static AssertionError unexpected(Throwable e) {
        return new AssertionError("a downcall does not throw", e);
    }
}
