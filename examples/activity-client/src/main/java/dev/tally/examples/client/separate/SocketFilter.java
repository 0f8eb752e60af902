package dev.tally.examples.client.separate;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes the program of a filter for system calls
 * (<a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>): sockets are of the family AF_UNIX, and the forbidden calls
 * fail with EPERM.
 */
final class SocketFilter {
    private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private static final int IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int IF_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    private static final int RETURN = 0x06; // BPF_RET | BPF_K
    private static final int NUMBER = 0; // offsets in struct seccomp_data
    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;
    private static final int ALLOW = 0x7fff0000;
    private static final int EPERM = 0x00050001; // SECCOMP_RET_ERRNO | EPERM
    private static final int AF_UNIX = 1;
    /** Calls of x86-64's second interface have this bit. */
    private static final int X32 = 0x40000000;

    private final List<Long> program = new ArrayList<>();

    private SocketFilter() {}

    /** Returns the program, one struct sock_filter in a long. */
    static long[] of(SyscallNumbers numbers) {
        SocketFilter filter = new SocketFilter();
        filter.add(LOAD, 0, 0, ARCHITECTURE);
        filter.add(IF_EQUAL, 1, 0, numbers.architecture());
        filter.add(RETURN, 0, 0, EPERM);
        filter.add(LOAD, 0, 0, NUMBER);
        filter.add(IF_AT_LEAST, 0, 1, X32);
        filter.add(RETURN, 0, 0, EPERM);
        for (int call : numbers.forbidden()) {
            filter.add(IF_EQUAL, 0, 1, call);
            filter.add(RETURN, 0, 0, EPERM);
        }
        for (int call : numbers.sockets()) {
            filter.addSocketCall(call);
        }
        filter.add(RETURN, 0, 0, ALLOW);
        return filter.program.stream().mapToLong(Long::longValue).toArray();
    }

    private void addSocketCall(int call) {
        add(IF_EQUAL, 0, 4, call);
        add(LOAD, 0, 0, FIRST_ARGUMENT);
        add(IF_EQUAL, 0, 1, AF_UNIX);
        add(RETURN, 0, 0, ALLOW);
        add(RETURN, 0, 0, EPERM);
    }

    /** Adds struct sock_filter, whose fields are 16, 8, 8 and 32 bits wide, little-endian. */
    private void add(int code, int ifTrue, int ifFalse, int value) {
        program.add(code | (long) ifTrue << 16 | (long) ifFalse << 24 | (value & 0xffff_ffffL) << 32);
    }
}
