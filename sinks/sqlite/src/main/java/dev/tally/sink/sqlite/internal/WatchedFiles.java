package dev.tally.sink.sqlite.internal;

import dev.tally.sink.SinkException;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The three files of an open database, known by device and inode: the database, its write-ahead log and the index of that
 * log.
 *
 * <p>SQLite goes on writing to deleted files without an error, and their content is lost when the process ends. So the files
 * that have the names are compared with the files that were opened.
 *
 * <p><b>Threads.</b> Any: who commits and who reads ask at the same time.
 *
 * <p><b>Cost.</b> Three calls of stat, and one read of four bytes.
 */
public final class WatchedFiles implements Closeable {
    private static final int LOG_MAGIC = 0x377f0682; // its last bit is the byte order of the checksums

    private static final Object ABSENT = "absent";

    private final Path given;
    private final Path database;
    private final Path log;
    private final Path index;
    private final Object databaseKey;
    private final Object logKey;
    private final Object indexKey;
    private final @Nullable RandomAccessFile logContent; // not a channel, which an interrupt closes

    private WatchedFiles(Path given) throws IOException {
        this.given = given;
        this.database = given.toRealPath(); // where SQLite keeps the log if the name is a link
        this.log = beside(database, "-wal");
        this.index = beside(database, "-shm");
        this.databaseKey = key(database);
        this.logKey = key(log);
        this.indexKey = key(index);
        this.logContent = logKey.equals(ABSENT) ? null : new RandomAccessFile(log.toFile(), "r");
    }

    /** Returns the identities of the files of a database that is open and was read. */
    static WatchedFiles of(Path database) throws SinkException {
        try {
            return new WatchedFiles(database);
        } catch (IOException e) {
            throw new SinkException("database " + database + ": removed while it was being opened", e);
        }
    }

    /**
     * Checks that no file was removed, replaced or cut, so that what was committed is in the files of these names.
     *
     * @throws SinkException naming the file
     */
    public void requireSame() throws SinkException {
        requireSame(given, databaseKey, "");
        requireSame(log, logKey, "the log ");
        requireSame(index, indexKey, "the index ");
        if (isOurLogOverwritten()) {
            throw logIsOverwritten();
        }
    }

    boolean isDatabaseThere() {
        return key(given) != ABSENT;
    }

    boolean isDatabaseSame() {
        return key(given).equals(databaseKey);
    }

    boolean isLogSame() {
        return key(log).equals(logKey);
    }

    boolean isIndexSame() {
        return key(index).equals(indexKey);
    }

    Object databaseKey() {
        return databaseKey;
    }

    Path log() {
        return log;
    }

    Path index() {
        return index;
    }

    static Path beside(Path database, String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }

    /**
     * Says whether another program has written over the log or cut it: then SQLite would take what is there for pages of
     * the database.
     */
    boolean isLogOverwritten() {
        return isLogSame() && isOurLogOverwritten();
    }

    private synchronized boolean isOurLogOverwritten() { // the position in the file is shared
        try {
            if (logContent == null) {
                return false;
            }
            logContent.seek(0);
            byte[] magic = new byte[Integer.BYTES];
            int read = logContent.read(magic);
            return read >= 0 && !(read == magic.length && isLog(ByteBuffer.wrap(magic)));
        } catch (IOException e) {
            return true;
        }
    }

    /** Says whether a file begins as a write-ahead log does. */
    static boolean isLog(Path file) {
        ByteBuffer magic = ByteBuffer.allocate(Integer.BYTES); // big-endian
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.read(magic) == Integer.BYTES && isLog(magic);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isLog(ByteBuffer start) {
        return (start.getInt(0) & ~1) == LOG_MAGIC;
    }

    void requireLogIsNotOverwritten() throws SinkException {
        if (isLogOverwritten()) {
            throw logIsOverwritten();
        }
    }

    private SinkException logIsOverwritten() {
        return new SinkException(
                "database " + given + ": the log " + log
                        + " was overwritten or cut by another program; no more"
                        + " counts are accepted; stop this program, check the database or restore a backup, and start again",
                (Throwable) null);
    }

    /** Returns the identity of a file, which no other file has while this one is open. */
    static Object key(Path file) {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? "no identity" : key;
        } catch (IOException e) {
            return ABSENT;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (logContent != null) {
            logContent.close();
        }
    }

    private void requireSame(Path file, Object opened, String what) throws SinkException {
        Object present = key(file);
        if (!present.equals(opened)) {
            throw new SinkException(
                    "database " + given + ": " + (what.isEmpty() ? "" : what + file + " was ")
                            + (present == ABSENT ? "removed" : "replaced")
                            + " while it was open; nothing is accepted until"
                            + " the counts are saved and the database is opened again",
                    (Throwable) null);
        }
    }
}
