package dev.tally.capture.evdev.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayDeque;
import java.util.Deque;

/** Leaves this process a few file descriptors, as {@code ulimit -n} can, until it is closed. */
@SuppressWarnings("restricted") // a test of native code
final class DescriptorLimit implements AutoCloseable {
    private static final int RLIMIT_NOFILE = 7;
    private static final MethodHandle GETRLIMIT = handle("getrlimit");
    private static final MethodHandle SETRLIMIT = handle("setrlimit");

    private final Deque<FileInputStream> occupied = new ArrayDeque<>();
    private final MemorySegment limit = Arena.ofAuto().allocate(JAVA_LONG, 2);
    private final long before;

    private DescriptorLimit() throws IOException {
        call(GETRLIMIT, limit);
        before = limit.get(JAVA_LONG, 0);
        set(highest() + 20);
        try {
            while (true) {
                occupied.push(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            // no descriptor is left
        }
    }

    static DescriptorLimit leaving(int descriptors) throws IOException {
        DescriptorLimit limit = new DescriptorLimit();
        for (int i = 0; i < descriptors; i++) {
            limit.occupied.pop().close();
        }
        return limit;
    }

    private static long highest() {
        long highest = 0;
        for (String fd : new java.io.File("/proc/self/fd").list()) {
            highest = Math.max(highest, Long.parseLong(fd));
        }
        return highest;
    }

    private void set(long descriptors) {
        limit.set(JAVA_LONG, 0, descriptors);
        call(SETRLIMIT, limit);
    }

    @Override
    public void close() throws IOException {
        set(before);
        for (FileInputStream each : occupied) {
            each.close();
        }
    }

    private static MethodHandle handle(String name) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow(name),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    }

    private static void call(MethodHandle function, MemorySegment limit) {
        try {
            int failed = (int) function.invokeExact(RLIMIT_NOFILE, limit);
            if (failed != 0) {
                throw new AssertionError("rlimit");
            }
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
