package dev.tally.aggregation.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two monitors from sharing one spool. The lock is the system's, so it ends with the process however that ends; the
 * file also names the process that holds it.
 */
final class SpoolLock implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String NAME = "lock";

    private final FileChannel channel;

    private SpoolLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a spool.
     *
     * @throws IOException if another monitor holds the lock, naming its process, or the file cannot be written
     */
    static SpoolLock take(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (!isLocked(channel)) {
                throw new IOException("it is in use by process " + holder(file));
            }
            writeHolder(channel);
            return new SpoolLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Names this process in the file; on a full disk the lock holds without a name. */
    private static void writeHolder(FileChannel channel) {
        byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid));
        } catch (IOException e) {
            LOG.debug("the lock of the spool does not name its process: {}", e.getMessage());
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) { // another monitor of this process
            return false;
        }
    }

    private static String holder(Path file) throws IOException {
        String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
        return pid.isEmpty() ? "(unknown)" : pid;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
