package dev.tally.examples.client;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory into which SQLite's driver unpacks its native library, until it has loaded it.
 *
 * <p>The driver would remove the file at the usual end of a Java program, which is not how {@link RunCommand} ends. On Linux the
 * file can be removed once the library is loaded.
 */
final class SqliteLibrary {
    private static final String SETTING = "org.sqlite.tmpdir";

    private final String parent;
    private final File directory;

    private SqliteLibrary(String parent, File directory) {
        this.parent = parent;
        this.directory = directory;
    }

    /** Lets the driver unpack into a new directory inside the one that it would use. */
    static SqliteLibrary unpacked() {
        String parent = System.getProperty(SETTING, System.getProperty("java.io.tmpdir"));
        try {
            File directory = Files.createTempDirectory(Path.of(parent), "activity-client-")
                    .toFile();
            System.setProperty(SETTING, directory.getPath());
            return new SqliteLibrary(parent, directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack SQLite's native library: " + e.getMessage(), e);
        }
    }

    /** Removes what was unpacked. */
    void remove() {
        System.setProperty(SETTING, parent);
        File[] files = directory.listFiles();
        for (File file : files == null ? new File[0] : files) {
            file.delete();
        }
        directory.delete();
    }
}
