package dev.tally.examples.client.separate;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes rights from this process for good: it can no longer make a socket other than a UNIX one, run a program, or look into another
 * process, and no process of its user can look into it.
 *
 * <p>The unit of systemd takes the same away, and more. This is for a unit that was changed, and for a process that was started by hand.
 *
 * <p><b>Threads.</b> All threads of the process, and those that it starts later, are bound by it.
 */
@SuppressWarnings("restricted") // the jar allows native access
public final class Lockdown {
    private static final Logger LOG = LoggerFactory.getLogger("activity-client");
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final long SECCOMP_SET_MODE_FILTER = 1;
    private static final long SECCOMP_FILTER_FLAG_TSYNC = 1;
    private static final long FPROG_FILTER_OFFSET = 8; // of struct sock_fprog, after its length and padding

    private static final Linker LINKER = Linker.nativeLinker();

    private Lockdown() {}

    /** Takes the rights away. What cannot be taken is logged, and the process goes on. */
    public static void apply() {
        try {
            Users.own(); // which nobody can find out afterwards
            hideMemory();
            SyscallNumbers numbers = SyscallNumbers.ofThisMachine();
            filter(numbers.seccomp(), SocketFilter.of(numbers));
        } catch (Throwable e) { // a method handle may throw anything
            LOG.warn("this process keeps rights that it does not need: {}", e.getMessage());
        }
    }

    private static void hideMemory() throws Throwable {
        if (prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1) != 0) {
            throw new IllegalStateException("prctl(2) failed");
        }
    }

    private static int prctl(int option, long value) throws Throwable {
        MethodHandle prctl = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("prctl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        return (int) prctl.invokeExact(option, value, 0L, 0L, 0L);
    }

    private static void filter(long seccomp, long[] program) throws Throwable {
        MethodHandle syscall = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS),
                Linker.Option.firstVariadicArg(1));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocateFrom(JAVA_LONG, program);
            MemorySegment fprog = arena.allocate(2 * FPROG_FILTER_OFFSET, FPROG_FILTER_OFFSET);
            fprog.set(JAVA_SHORT, 0, (short) program.length);
            fprog.set(ADDRESS, FPROG_FILTER_OFFSET, filter);
            long refused =
                    (long) syscall.invokeExact(seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, fprog);
            if (refused != 0) {
                throw new IllegalStateException("seccomp(2) failed");
            }
        }
    }
}
