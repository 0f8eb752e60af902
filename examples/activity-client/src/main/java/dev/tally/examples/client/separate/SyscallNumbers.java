package dev.tally.examples.client.separate;

/**
 * The numbers of system calls, which each kind of processor has its own of
 * (<a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>).
 *
 * @param architecture AUDIT_ARCH_… of linux/audit.h
 * @param seccomp the call that sets a filter
 * @param sockets the calls whose first argument is a family of addresses
 * @param forbidden the calls that nothing here makes: to run programs, to look into other processes, and io_uring, which makes
 *     sockets too
 */
record SyscallNumbers(int architecture, long seccomp, int[] sockets, int[] forbidden) {
    private static final SyscallNumbers X86_64 =
            new SyscallNumbers(0xC000003E, 317, new int[] {41, 53}, new int[] {59, 101, 310, 311, 322, 425, 438});

    /** Returns those of this machine. */
    static SyscallNumbers ofThisMachine() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> X86_64;
            case "aarch64" -> generic(0xC00000B7);
            case "riscv64" -> generic(0xC00000F3);
            case String other -> throw new IllegalStateException("no system calls are known of " + other);
        };
    }

    private static SyscallNumbers generic(int architecture) {
        return new SyscallNumbers(
                architecture, 277, new int[] {198, 199}, new int[] {221, 117, 270, 271, 281, 425, 438});
    }
}
