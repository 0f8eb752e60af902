package dev.tally.capture.evdev.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.tally.capture.CaptureException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reports the files that appear in a directory or change their permissions there.
 *
 * <p>A directory that does not exist, or is removed, is waited for through its nearest ancestor that does. It is
 * watched before it is listed: a file that appears in between is then reported twice and never missed.
 *
 * <p><b>Threads.</b> One, that of its {@link Libc}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/inotify.7.html">inotify(7)</a>
 */
final class HotplugWatch {
    /** {@code struct inotify_event}, before its name. */
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("wd"), JAVA_INT.withName("mask"), JAVA_INT.withName("cookie"), JAVA_INT.withName("len"));

    private static final long WD = LAYOUT.byteOffset(PathElement.groupElement("wd"));
    private static final long EVENT_MASK = LAYOUT.byteOffset(PathElement.groupElement("mask"));
    private static final long LEN = LAYOUT.byteOffset(PathElement.groupElement("len"));

    private static final int IN_ATTRIB = 0x4;
    private static final int IN_MOVED_TO = 0x80;
    private static final int IN_CREATE = 0x100;
    private static final int IN_DELETE_SELF = 0x400;
    private static final int IN_MOVE_SELF = 0x800;
    private static final int IN_Q_OVERFLOW = 0x4000;
    private static final int IN_IGNORED = 0x8000;
    private static final int SELF = IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED;
    private static final int IN_ONLYDIR = 0x01000000;
    private static final int WATCHED = IN_ATTRIB | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

    /** The limits on one call of {@link #take}; the rest is left to the next one, so that a busy directory cannot hold the reader. */
    private static final int MOST_READS = 64;

    private static final int MOST_TRIES = 8;

    private final Libc libc;
    private final String directory;
    private final int fd;
    private final MemorySegment buffer = Arena.ofAuto().allocate(4096, 8);
    private int watch = -1;
    private int ancestor = -1;

    HotplugWatch(Libc libc, String directory) throws CaptureException {
        this.libc = libc;
        this.directory = directory;
        this.fd = libc.inotify();
        if (fd < 0) {
            throw new CaptureException("cannot watch " + directory + ": inotify_init1: " + Errno.words(libc.errno())
                    + (libc.errno() == Errno.EMFILE ? ", or fs.inotify.max_user_instances" : ""));
        }
        try {
            settle();
        } catch (CaptureException e) {
            close();
            throw e;
        }
    }

    int fd() {
        return fd;
    }

    /**
     * The changes since the last call.
     *
     * @param names the files that appeared or changed; more than once if they did so more than once
     * @param everything whether the names are not all, so that the directory must be listed
     */
    record News(List<String> names, boolean everything) {}

    /** Returns the changes since the last call; never waits. */
    News take() throws CaptureException {
        List<String> names = new ArrayList<>();
        boolean everything = false;
        boolean unsettled = false;
        for (int reads = 0; reads < MOST_READS; reads++) {
            long n = libc.read(fd, buffer, buffer.byteSize());
            if (n <= 0) {
                break;
            }
            for (long at = 0; at < n; at += LAYOUT.byteSize() + buffer.get(JAVA_INT, at + LEN)) {
                int origin = buffer.get(JAVA_INT, at + WD);
                int mask = buffer.get(JAVA_INT, at + EVENT_MASK);
                everything |= (mask & IN_Q_OVERFLOW) != 0;
                unsettled |= origin == ancestor || origin == watch && (mask & SELF) != 0;
                if (origin == watch && buffer.get(JAVA_INT, at + LEN) > 0) {
                    names.add(buffer.getString(at + LAYOUT.byteSize()));
                }
            }
        }
        if (unsettled) {
            forget(watch);
            everything |= settle();
        }
        return new News(names, everything);
    }

    /**
     * Watches the directory, or else its nearest ancestor; returns whether it is the directory.
     *
     * @throws CaptureException if neither can be watched, with the cause
     */
    private boolean settle() throws CaptureException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (watchDirectory()) {
                return true;
            }
            if (watchAncestor()) {
                return false;
            }
        }
        throw new CaptureException("cannot watch " + directory + " for new devices: inotify_add_watch: "
                + Errno.words(Errno.ENOENT) + ", although the directory is there; a sandbox, an overlay or a preloaded"
                + " library shows different files to different calls");
    }

    private boolean watchDirectory() throws CaptureException {
        watch = libc.inotifyAdd(fd, directory, WATCHED);
        if (watch >= 0) {
            forget(ancestor);
            ancestor = -1;
            return true;
        }
        if (libc.errno() == Errno.ENOENT) {
            return false;
        }
        throw new CaptureException("cannot watch " + directory + " for new devices: " + Errno.words(libc.errno()));
    }

    /** Watches the nearest ancestor; returns whether that worked and the directory has not appeared meanwhile. */
    private boolean watchAncestor() {
        Path above = nearestAncestor();
        forget(ancestor);
        ancestor = libc.inotifyAdd(fd, above.toString(), WATCHED);
        return ancestor >= 0 && above.equals(nearestAncestor()) && !Files.exists(Path.of(directory));
    }

    private Path nearestAncestor() {
        Path path = Path.of(directory).getParent();
        while (path != null && path.getParent() != null && !Files.isDirectory(path)) {
            path = path.getParent();
        }
        return path == null ? Path.of("/") : path;
    }

    private void forget(int old) {
        if (old >= 0) {
            libc.inotifyRemove(fd, old); // fails if the directory is gone, and the watch with it
        }
    }

    void close() {
        libc.close(fd);
    }
}
