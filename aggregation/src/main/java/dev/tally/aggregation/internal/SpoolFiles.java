package dev.tally.aggregation.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The operations on files that the spool consists of.
 *
 * <p><b>Failure.</b> What was written survives the end of the process at once. It survives the loss of power when it was
 * {@linkplain Output#force forced} and, for its name, when the directory was {@linkplain #syncDirectory synced}.
 */
public interface SpoolFiles {
    /** A file that is being written. */
    interface Output extends Closeable {
        /** Writes some of the bytes, at least one; returns how many. */
        int write(ByteBuffer bytes) throws IOException;

        /** Returns when all that was written is on the disk. */
        void force() throws IOException;
    }

    /** Creates a directory, for its owner only, and its parents, if they do not exist. */
    void createDirectory(Path directory) throws IOException;

    /**
     * Keeps other monitors from using a directory, until the result is closed or the process ends.
     *
     * @throws IOException if another monitor uses it, naming its process, or if it cannot be locked
     */
    Closeable lock(Path directory) throws IOException;

    /** Returns the files in a directory. */
    List<Path> list(Path directory) throws IOException;

    /** Returns whether there is such a file. */
    boolean exists(Path file);

    /** Returns the contents of a file. */
    byte[] read(Path file) throws IOException;

    /** Creates a file for its owner only, or empties it. */
    Output create(Path file) throws IOException;

    /** Renames a file, in one step, and replaces the one that has the new name. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file, if it exists. */
    void delete(Path file) throws IOException;

    /** Returns when the names of the files in a directory are on the disk. */
    void syncDirectory(Path directory) throws IOException;
}
