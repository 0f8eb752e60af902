package dev.tally.aggregation.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * One file of the spool. A write replaces it whole, so it always holds the contents from before or from after a write.
 *
 * <p><b>Failure.</b> A write that fails leaves the file as it was. A write that is not durable survives the end of the
 * process, also by {@code kill -9}; a durable one survives the loss of power.
 */
final class SpoolFile {
    private static final Set<StandardOpenOption> NEW =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    private final Path path;
    private final Path temporary;

    SpoolFile(Path path) {
        this.path = path;
        this.temporary = path.resolveSibling(path.getFileName() + ".new");
    }

    /** Returns where the file is. */
    Path path() {
        return path;
    }

    /** Replaces the contents. */
    void write(SpoolFormat.Contents contents, boolean durable) throws IOException {
        try (FileChannel channel = FileChannel.open(
                temporary, NEW, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(SpoolFormat.encode(contents));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (durable) {
                channel.force(true);
            }
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (durable) {
            syncDirectory();
        }
    }

    private void syncDirectory() throws IOException {
        try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /**
     * Reads the contents.
     *
     * @throws SpoolFormat.UnreadableException if the contents are not those of a spool of this version
     */
    SpoolFormat.Contents read() throws IOException {
        return SpoolFormat.decode(Files.readAllBytes(path));
    }

    /** Returns whether there is a file. */
    boolean exists() {
        return Files.exists(path);
    }

    /** Deletes the file, if there is one. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
