package dev.tally.sink.sqlite.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/** Renames files to names with the time, so that no file is overwritten or deleted, and keeps new ones private and on the disk. */
final class SetAside {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private SetAside() {}

    /** Returns a name that is free: {@code activity.db.damaged-20260407T222901Z}. */
    static Path name(Path file, String why, Instant now) {
        String stem = file.getFileName() + "." + why + "-" + TIME.format(now);
        Path name = file.resolveSibling(stem);
        for (int i = 2; Files.exists(name); i++) {
            name = file.resolveSibling(stem + "-" + i);
        }
        return name;
    }

    /** Renames a file, if it is there. */
    static void move(Path file, Path name) throws IOException {
        if (Files.exists(file)) {
            Files.move(file, name);
        }
    }

    /** Forces a file, or the names of a directory, to the disk. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Creates an empty file that only its owner can read, unless there is a file. */
    static void createPrivate(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            // it keeps the permissions that its owner gave it
        } catch (UnsupportedOperationException e) {
            Files.createFile(file); // this file system has no permissions
        }
    }
}
