package dev.tally.sink.mcap.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A {@code .part} file that is ours alone as long as this is open: no other recorder, in this program or another, takes it
 * for what a crash left.
 */
final class PartFile {
    /**
     * The system gives a lock back when the process closes <em>any</em> descriptor of the file. So a file that this process
     * has locked must not even be opened a second time: hence a list for all of the process.
     */
    private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

    private final Path part;
    private final Path key;
    private final FileChannel channel;

    private PartFile(Path part, Path key, FileChannel channel) {
        this.part = part;
        this.key = key;
        this.channel = channel;
    }

    /** Makes a new one. */
    static PartFile claim(RecordingDirectory directory, long epochSecond) throws IOException {
        while (true) {
            Path part = directory.claim(epochSecond);
            Optional<PartFile> file = lock(part);
            if (file.isPresent()) {
                return file.get();
            } // else another recorder, which looks for remains, has it for an instant: it will find it empty and delete
            // it
        }
    }

    /** Locks one that is there; empty if somebody else has it, or it is gone. */
    static Optional<PartFile> lock(Path part) throws IOException {
        Path key = part.toAbsolutePath().normalize();
        if (!OPEN_HERE.add(key)) {
            return Optional.empty();
        }
        Optional<PartFile> locked = Optional.empty();
        try {
            locked = open(part, key);
            return locked;
        } finally {
            if (locked.isEmpty()) {
                OPEN_HERE.remove(key);
            }
        }
    }

    private static Optional<PartFile> open(Path part, Path key) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    part, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        if (isLocked(channel) && Files.exists(part)) {
            return Optional.of(new PartFile(part, key, channel));
        }
        channel.close();
        return Optional.empty();
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException lockedHere) {
            return false;
        }
    }

    Path part() {
        return part;
    }

    FileChannel channel() {
        return channel;
    }

    void delete() throws IOException {
        try {
            Files.deleteIfExists(part);
        } finally {
            close();
        }
    }

    /** Lets go of it. Whatever was to be written was forced to the disk before. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is lost that force() did not already report.
        } finally {
            OPEN_HERE.remove(key);
        }
    }
}
