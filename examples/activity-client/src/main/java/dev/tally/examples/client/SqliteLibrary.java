package dev.tally.examples.client;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/**
 * Where SQLite's driver unpacks its native library to, until it has loaded it.
 *
 * <p>The driver would remove the file at the usual end of a Java program, which is not how {@link RunCommand} ends. On Linux a
 * library that is loaded needs its file no more.
 */
final class SqliteLibrary {
    private static final String SETTING = "org.sqlite.tmpdir";

    private final File directory;

    private SqliteLibrary(File directory) {
        this.directory = directory;
    }

    /** Has the driver unpack into a directory of its own, for as long as this is open. */
    static SqliteLibrary unpacked() {
        try {
            File directory = Files.createTempDirectory("activity-client-").toFile();
            System.setProperty(SETTING, directory.getPath());
            return new SqliteLibrary(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack SQLite's native library: " + e.getMessage(), e);
        }
    }

    /** Removes what was unpacked. */
    void remove() {
        System.clearProperty(SETTING);
        File[] files = directory.listFiles();
        for (File file : files == null ? new File[0] : files) {
            file.delete();
        }
        directory.delete();
    }
}
