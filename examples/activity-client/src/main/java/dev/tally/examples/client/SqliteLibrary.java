package dev.tally.examples.client;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory into which SQLite's driver unpacks its native library, until it has loaded it.
 *
 * <p>The driver would remove the file at the usual end of a Java program, which is not how {@link RunCommand} ends. On Linux the
 * file can be removed once the library is loaded. Where the launcher names a directory of native libraries, nothing is unpacked.
 */
final class SqliteLibrary {
    private static final String SETTING = "org.sqlite.tmpdir";
    private static final String UNPACKED_BEFORE = "org.sqlite.lib.path";

    private final String parent;
    private final Optional<File> directory;

    private SqliteLibrary(String parent, Optional<File> directory) {
        this.parent = parent;
        this.directory = directory;
    }

    /** Lets the driver unpack into a new directory inside the one that it would use. */
    static SqliteLibrary unpacked() {
        String parent = System.getProperty(SETTING, System.getProperty("java.io.tmpdir"));
        if (System.getProperty(UNPACKED_BEFORE) != null) {
            return new SqliteLibrary(parent, Optional.empty());
        }
        try {
            File directory = Files.createTempDirectory(Path.of(parent), "activity-client-")
                    .toFile();
            System.setProperty(SETTING, directory.getPath());
            return new SqliteLibrary(parent, Optional.of(directory));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack SQLite's native library: " + e.getMessage(), e);
        }
    }

    /** Removes what was unpacked. */
    void remove() {
        directory.ifPresent(unpacked -> {
            System.setProperty(SETTING, parent);
            File[] files = unpacked.listFiles();
            for (File file : files == null ? new File[0] : files) {
                file.delete();
            }
            unpacked.delete();
        });
    }
}
