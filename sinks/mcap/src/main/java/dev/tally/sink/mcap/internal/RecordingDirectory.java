package dev.tally.sink.mcap.internal;

import dev.tally.mcap.McapRepair;
import dev.tally.mcap.internal.files.DurableFiles;
import dev.tally.sink.mcap.PendingUpload;
import dev.tally.sink.mcap.RecordingUpload;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
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
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A directory of recordings, which may hold other files too: recordings are told by their names. Only their owner can
 * read them.
 *
 * <pre>
 * kmmon-1775600941.mcap           finished; the number is the second in which it begins
 * kmmon-1775600941.mcap.pending   its upload is not done
 * kmmon-1775600941.mcap.part      being written, or left by a crash
 * kmmon-1775600941.mcap.part.journal   the open chunk of that file
 * kmmon-1775600941.mcap.part.damaged   a copy of what could not be repaired
 * </pre>
 */
final class RecordingDirectory {
    static final String PART = ".part";
    private static final String DAMAGED = ".damaged";
    private static final Pattern FINISHED = Pattern.compile("kmmon-\\d+\\.mcap");
    private static final Pattern UNFINISHED = Pattern.compile("kmmon-\\d+\\.mcap\\.part");
    private static final Pattern JOURNAL = Pattern.compile("kmmon-\\d+\\.mcap\\.part\\.journal");

    /** Locks a file, as {@link LockedFile#lock} does. */
    interface Locking {
        Optional<LockedFile> lock(Path file) throws IOException;
    }

    private final Path directory;
    private final Locking locking;

    RecordingDirectory(Path directory) {
        this(directory, LockedFile::lock);
    }

    RecordingDirectory(Path directory, Locking locking) {
        this.directory = directory;
        this.locking = locking;
    }

    Path path() {
        return directory;
    }

    /** Returns the recordings that are complete, the oldest first. */
    List<Path> finished() throws IOException {
        return matching(FINISHED);
    }

    /** Returns the recordings that are being written, or that a crash left unfinished. */
    List<Path> unfinished() throws IOException {
        return matching(UNFINISHED);
    }

    /** Returns the journals whose {@code .part} is gone. */
    List<Path> journalsAlone() throws IOException {
        return matching(JOURNAL).stream()
                .filter(journal -> !Files.exists(part(journal), LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    private List<Path> matching(Pattern name) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, file -> isOurs(file, name))) {
            files.forEach(found::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(found);
        return found;
    }

    /**
     * Accepts plain files only: in a directory that others can write to, a pipe or a link of that name may be a trap.
     */
    private static boolean isOurs(Path file, Pattern name) {
        return name.matcher(file.getFileName().toString()).matches()
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Creates and locks the {@code .part} of a recording that begins in a second. It is named by that second, or by the
     * next one that is free. Makes the directory if it is gone.
     */
    LockedFile claim(long epochSecond) throws IOException {
        Files.createDirectories(directory);
        for (long second = epochSecond; ; second++) {
            Path part = directory.resolve("kmmon-" + second + ".mcap" + PART);
            Optional<LockedFile> file = create(part);
            if (file.isEmpty()) {
                continue;
            }
            if (!hasJournal(part)) {
                return file.get();
            }
            file.get().delete(); // a recorder that looks for journals without a file completes it
        }
    }

    /** Creates and locks a {@code .part}; empty if it exists, or the recording of its name is complete. */
    Optional<LockedFile> create(Path part) throws IOException {
        try {
            Files.createFile(part, DurableFiles.ownerOnly(part));
        } catch (FileAlreadyExistsException taken) {
            return Optional.empty();
        }
        Optional<LockedFile> file = lockNew(part);
        if (file.isEmpty()) { // a recorder that looks for unfinished files has it: it finds it empty and deletes it
            return Optional.empty();
        }
        if (isFinished(part)) { // only now: a recorder may just have finished it
            file.get().delete();
            return Optional.empty();
        }
        return file;
    }

    /** Locks a file that was just created; deletes it if that fails, as it does on a file system without locks. */
    private Optional<LockedFile> lockNew(Path file) throws IOException {
        try {
            return locking.lock(file);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    static boolean isFinished(Path part) {
        return Files.exists(finalName(part), LinkOption.NOFOLLOW_LINKS);
    }

    /** Creates the journal of a {@code .part} that is locked. */
    LockedFile createJournal(Path part) throws IOException {
        Path journal = McapRepair.journal(part);
        Files.createFile(journal, DurableFiles.ownerOnly(journal));
        return lockNew(journal).orElseThrow(() -> new IOException(journal + " is locked by another program"));
    }

    static boolean hasJournal(Path part) {
        return Files.exists(McapRepair.journal(part), LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns an unused name beside a file, for what cannot be repaired. */
    Path unusedDamagedName(Path file) {
        Path name = file.resolveSibling(file.getFileName() + DAMAGED);
        for (int n = 2; Files.exists(name, LinkOption.NOFOLLOW_LINKS); n++) {
            name = file.resolveSibling(file.getFileName() + DAMAGED + "." + n);
        }
        return name;
    }

    static Path finalName(Path part) {
        return withoutSuffix(part);
    }

    /** Returns the {@code .part} of a journal. */
    static Path part(Path journal) {
        return withoutSuffix(journal);
    }

    private static Path withoutSuffix(Path file) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.lastIndexOf('.')));
    }

    private static Path marker(Path recording) {
        return recording.resolveSibling(recording.getFileName() + RecordingUpload.MARKER);
    }

    static boolean isPending(Path recording) {
        return PendingUpload.isPending(recording);
    }

    /** Creates the marker of a recording whose upload is not done. */
    void mark(Path recording) throws IOException {
        try {
            Path marker = marker(recording);
            Files.createFile(marker, DurableFiles.ownerOnly(marker)); // or another user could lock it
        } catch (FileAlreadyExistsException marked) {
            return;
        }
        DurableFiles.syncDirectory(directory);
    }

    /** Gives a complete file its final name, and returns when the disk has it. */
    Path publish(Path part) throws IOException {
        Path recording = finalName(part);
        Files.move(part, recording, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncDirectory(directory);
        return recording;
    }

    /** Returns when a recording was last written, from which retention counts. */
    static long modifiedMillis(Path recording) throws IOException {
        try {
            return Files.getLastModifiedTime(recording).toMillis();
        } catch (NoSuchFileException goneMeanwhile) {
            return Long.MAX_VALUE;
        }
    }
}
