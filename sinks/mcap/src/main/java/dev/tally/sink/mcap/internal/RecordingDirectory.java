package dev.tally.sink.mcap.internal;

import dev.tally.mcap.internal.files.DurableFiles;
import dev.tally.sink.mcap.RecordingUpload;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A directory in which recordings stand, among files of anybody else: which are ours is told by the name. Only their owner
 * can read them.
 *
 * <pre>
 * kmmon-1775600941.mcap           finished; the number is the second in which it begins
 * kmmon-1775600941.mcap.pending   its upload is not done
 * kmmon-1775600941.mcap.part      being written, or left by a crash
 * </pre>
 */
public final class RecordingDirectory {
    static final String PART = ".part";
    private static final Pattern FINISHED = Pattern.compile("kmmon-\\d+\\.mcap");
    private static final Pattern UNFINISHED = Pattern.compile("kmmon-\\d+\\.mcap\\.part");

    private final Path directory;

    public RecordingDirectory(Path directory) {
        this.directory = directory;
    }

    Path path() {
        return directory;
    }

    /** Recordings that are complete, the oldest first. */
    List<Path> finished() throws IOException {
        return matching(FINISHED);
    }

    /** Recordings that are being written by somebody, or that nobody finished. */
    List<Path> unfinished() throws IOException {
        return matching(UNFINISHED);
    }

    private List<Path> matching(Pattern name) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, file -> isOurs(file, name))) {
            files.forEach(found::add);
        }
        Collections.sort(found);
        return found;
    }

    /** Plain files only: in a directory that others can write to, a pipe or a link of that name may be a trap. */
    private static boolean isOurs(Path file, Pattern name) {
        return name.matcher(file.getFileName().toString()).matches()
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * The name for a recording that begins in a second: that second's, or the next one that is free. The {@code .part} is
     * made, so that nobody else takes it.
     */
    Path claim(long epochSecond) throws IOException {
        for (long second = epochSecond; ; second++) {
            Path part = directory.resolve("kmmon-" + second + ".mcap" + PART);
            try {
                Files.createFile(part, DurableFiles.ownerOnly(part));
            } catch (FileAlreadyExistsException taken) {
                continue;
            }
            if (!Files.exists(finalName(part))) { // only now: whoever had the part may just have finished
                return part;
            }
            Files.delete(part);
        }
    }

    static Path finalName(Path part) {
        String name = part.getFileName().toString();
        return part.resolveSibling(name.substring(0, name.length() - PART.length()));
    }

    static Path marker(Path recording) {
        return recording.resolveSibling(recording.getFileName() + RecordingUpload.MARKER);
    }

    static boolean isPending(Path recording) {
        return Files.exists(marker(recording));
    }

    /** Makes the marker that an upload waits. */
    void mark(Path recording) throws IOException {
        try {
            Files.createFile(marker(recording));
        } catch (FileAlreadyExistsException marked) {
            return;
        }
        DurableFiles.syncDirectory(directory);
    }

    /** Gives a complete file its final name. The disk has the name when this returns. */
    Path publish(Path part) throws IOException {
        Path recording = finalName(part);
        Files.move(part, recording, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncDirectory(directory);
        return recording;
    }

    /** The age by which retention goes: when it was last written. */
    static long modifiedMillis(Path recording) throws IOException {
        try {
            return Files.getLastModifiedTime(recording).toMillis();
        } catch (NoSuchFileException goneMeanwhile) {
            return Long.MAX_VALUE;
        }
    }
}
