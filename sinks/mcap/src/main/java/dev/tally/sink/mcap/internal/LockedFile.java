package dev.tally.sink.mcap.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that is locked as long as this is open, against other programs and against the rest of this one.
 *
 * <p>Others can still remove the file or put something else under its path. {@link #state} tells, by the identity that
 * the file system gave the file (device and inode); ask it before renaming or deleting by path.
 *
 * <p><b>Threads.</b> {@link #lock} is for any thread, an instance for one at a time.
 */
public final class LockedFile implements AutoCloseable {
    /**
     * The system releases a lock when the process closes <em>any</em> descriptor of the file. So a file that this
     * process has locked must not be opened a second time: this holds their paths.
     */
    private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Path key;
    private final FileChannel channel;
    private final Optional<Object> identity; // empty where the file system gives none

    private LockedFile(Path path, Path key, FileChannel channel, Optional<Object> identity) {
        this.path = path;
        this.key = key;
        this.channel = channel;
        this.identity = identity;
    }

    /**
     * Opens and locks a plain file.
     *
     * @return empty if another holder has it locked, or if no plain file has this path
     * @throws IOException if it cannot be opened, or the file system has no locks
     */
    public static Optional<LockedFile> lock(Path path) throws IOException {
        Path key = path.toAbsolutePath().normalize();
        if (!OPEN_HERE.add(key)) {
            return Optional.empty();
        }
        Optional<LockedFile> locked = Optional.empty();
        try {
            locked = open(path, key);
            return locked;
        } finally {
            if (locked.isEmpty()) {
                OPEN_HERE.remove(key);
            }
        }
    }

    private static Optional<LockedFile> open(Path path, Path key) throws IOException {
        FileChannel channel;
        Optional<Object> identity;
        try {
            BasicFileAttributes found = attributes(path);
            if (!found.isRegularFile()) {
                return Optional.empty();
            }
            identity = Optional.ofNullable(found.fileKey());
            channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        LockedFile file = new LockedFile(path, key, channel, identity);
        boolean held = false;
        try {
            held = isLocked(channel)
                    && file.state() == PathState.OURS; // else its last holder has renamed or deleted it
        } finally {
            if (!held) {
                channel.close();
            }
        }
        return held ? Optional.of(file) : Optional.empty();
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException lockedHere) {
            return false;
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /**
     * Looks at what the path names now.
     *
     * @throws IOException if that cannot be told
     */
    PathState state() throws IOException {
        return state(path);
    }

    /** Returns whether another path names this file. */
    boolean isAlsoAt(Path other) throws IOException {
        return identity.isPresent() && state(other) == PathState.OURS;
    }

    private PathState state(Path named) throws IOException {
        try {
            BasicFileAttributes found = attributes(named);
            boolean same = found.isRegularFile()
                    && Optional.ofNullable(found.fileKey()).equals(identity);
            return same ? PathState.OURS : PathState.replacedBy(found);
        } catch (NoSuchFileException gone) {
            return PathState.REMOVED;
        }
    }

    /** Deletes the file, if its path still names it, and closes this. */
    public void delete() throws IOException {
        try {
            if (state() == PathState.OURS) {
                Files.deleteIfExists(path);
            }
        } finally {
            close();
        }
    }

    /** Releases the lock. What was written has to be forced to the disk before. Idempotent. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return; // another holder may have the path by now
        }
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is lost that force() did not report.
        } finally {
            OPEN_HERE.remove(key);
        }
    }
}
