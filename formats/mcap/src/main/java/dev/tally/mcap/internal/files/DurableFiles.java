package dev.tally.mcap.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Creates files that only their owner can read, and waits until the disk has their names. */
public final class DurableFiles {
    private DurableFiles() {}

    /**
     * Returns the attributes with which to create a file that only its owner can read and write: a recording may hold
     * the track of a pointer, and its directory may be open to everybody.
     *
     * @return empty where the file system of {@code file} knows no POSIX permissions
     */
    public static FileAttribute<?>[] ownerOnly(Path file) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }

    /** Returns when the disk has the names that are in a directory. */
    public static void syncDirectory(Path directory) throws IOException {
        try (FileChannel entries = FileChannel.open(directory)) {
            entries.force(true);
        }
    }
}
