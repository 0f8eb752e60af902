package dev.tally.capture.evdev.internal;

import java.util.Map;

/** The error numbers of the system that the backend distinguishes. See errno(3); the numbers are those of x86-64 and aarch64. */
final class Errno {
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EPERM = 1;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ENOMEM = 12;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int ENOSPC = 28;

    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(EPERM, "EPERM, operation not permitted"),
            Map.entry(ENOENT, "ENOENT, no such file or directory"),
            Map.entry(5, "EIO, input/output error"),
            Map.entry(ENXIO, "ENXIO, no such device or address"),
            Map.entry(9, "EBADF, bad file descriptor"),
            Map.entry(EACCES, "EACCES, permission denied"),
            Map.entry(EBUSY, "EBUSY, device or resource busy"),
            Map.entry(ENODEV, "ENODEV, no such device"),
            Map.entry(20, "ENOTDIR, not a directory"),
            Map.entry(21, "EISDIR, is a directory"),
            Map.entry(EINVAL, "EINVAL, invalid argument"),
            Map.entry(ENOMEM, "ENOMEM, out of memory"),
            Map.entry(ENFILE, "ENFILE, too many open files in the system"),
            Map.entry(EMFILE, "EMFILE, too many open files; raise the limit with ulimit -n"),
            Map.entry(25, "ENOTTY, not an input device"),
            Map.entry(ENOSPC, "ENOSPC, the limit on inotify watches is reached; raise fs.inotify.max_user_watches"));

    private Errno() {}

    /** Returns the name and the meaning of an error; {@code errno 99} for one that is not listed here. */
    static String words(int errno) {
        return WORDS.getOrDefault(errno, "errno " + errno);
    }

    /** Returns whether the caller lacks a permission, which the owner of the system can give. */
    static boolean isRefusal(int errno) {
        return errno == EACCES || errno == EPERM;
    }

    /** Returns whether the system lacks something, such as descriptors, that it may have later without a change of the device. */
    static boolean isShortage(int errno) {
        return errno == EMFILE || errno == ENFILE || errno == ENOMEM;
    }

    /** Returns whether the device is gone. */
    static boolean isAbsence(int errno) {
        return errno == ENOENT || errno == ENODEV || errno == ENXIO;
    }
}
