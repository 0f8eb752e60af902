package dev.tally.aggregation.internal;

import dev.tally.aggregation.internal.SpoolFiles.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * One file of the spool. A write replaces it whole, so it always holds the contents from before or from after a write.
 *
 * <p><b>Failure.</b> A write that fails leaves the file as it was, or, if only the last sync failed, with the new contents.
 * What each write survives is said by {@link Durability}.
 */
final class SpoolFile {
    private final SpoolFiles files;
    private final Path directory;
    private final Path path;
    private final Path temporary;

    /** What the contents survive, besides the end of the process. */
    enum Durability {
        /** Nothing: after a loss of power the file may have the old contents, the new ones, or be damaged. */
        PROCESS_END,
        /** After a loss of power the file has the old contents or the new ones. */
        OLD_OR_NEW,
        /** After a loss of power the file has the new contents. */
        POWER_LOSS
    }

    SpoolFile(SpoolFiles files, Path directory, String name) {
        this.files = files;
        this.directory = directory;
        this.path = directory.resolve(name);
        this.temporary = directory.resolve(name + ".new");
    }

    /** Returns where the file is. */
    Path path() {
        return path;
    }

    /** Replaces the contents. */
    void write(SpoolFormat.Contents contents, Durability durability) throws IOException {
        try (Output output = files.create(temporary)) {
            ByteBuffer bytes = ByteBuffer.wrap(SpoolFormat.encode(contents));
            while (bytes.hasRemaining()) {
                output.write(bytes);
            }
            if (durability != Durability.PROCESS_END) {
                output.force(); // or the new name could be on the disk before the new contents
            }
        }
        files.rename(temporary, path);
        if (durability == Durability.POWER_LOSS) {
            files.syncDirectory(directory);
        }
    }

    /**
     * Reads the contents.
     *
     * @throws SpoolFormat.UnreadableException if the contents are not those of a spool of this version
     */
    SpoolFormat.Contents read() throws IOException {
        return SpoolFormat.decode(files.read(path));
    }

    /** Returns whether there is a file. */
    boolean exists() {
        return files.exists(path);
    }

    /** Deletes the file, if there is one. */
    void delete() throws IOException {
        files.delete(path);
    }
}
