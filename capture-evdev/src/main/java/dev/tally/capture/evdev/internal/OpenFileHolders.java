package dev.tally.capture.evdev.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the processes that have a file open, among those that this process may see: its own user's, or all for root.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html">proc_pid_fd(5)</a>
 */
final class OpenFileHolders {
    private static final Path PROC = Path.of("/proc");

    private OpenFileHolders() {}

    /** Returns {@code keyd (pid 812)} for each process except this one, in the order of their numbers. */
    static List<String> of(Path file) {
        long self = ProcessHandle.current().pid();
        return list(PROC)
                .filter(entry -> entry.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .filter(pid -> pid != self && hasOpen(pid, file))
                .sorted()
                .map(pid -> name(pid) + " (pid " + pid + ")")
                .toList();
    }

    private static boolean hasOpen(long pid, Path file) {
        Path descriptors = PROC.resolve(pid + "/fd");
        return list(descriptors).anyMatch(descriptor -> leadsTo(descriptors.resolve(descriptor), file));
    }

    /** Returns the names in a directory; none if it cannot be read or is gone, for example because its process has ended. */
    private static Stream<String> list(Path directory) {
        String[] names = directory.toFile().list();
        return names == null ? Stream.empty() : Stream.of(names);
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file.toRealPath());
        } catch (IOException e) {
            return false; // it was closed meanwhile
        }
    }

    private static String name(long pid) {
        try {
            return DeviceQuery.printable(Files.readString(PROC.resolve(pid + "/comm"), StandardCharsets.ISO_8859_1)
                    .strip());
        } catch (IOException e) {
            return "ended meanwhile";
        }
    }
}
