package dev.tally.aggregation.simulation;

import dev.tally.aggregation.internal.SpoolFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A directory on a disk that keeps, after a loss of power, no more than POSIX promises: the bytes that were forced, and the
 * names that were synced. Of what was not, it keeps anything or nothing: a file may be there under its new name and empty.
 */
final class SimulatedDisk implements SpoolFiles {
    private final SimulatedTime time;
    private final RandomGenerator random;
    private final Consumer<String> trace;
    private Map<String, Inode> names = new TreeMap<>();
    private final Map<String, Inode> durableNames = new TreeMap<>();
    private final List<Consumer<Map<String, Inode>>> unsynced = new ArrayList<>();
    private Trouble trouble = Trouble.NONE;
    private boolean locked;
    private int untilCrash = Integer.MAX_VALUE;
    private long bytesWritten;
    private long syncs;

    /** What is wrong with the disk. */
    enum Trouble {
        NONE,
        /** A write writes a part, then fails with ENOSPC. */
        FULL,
        /** Nothing can be forced or synced: EIO. */
        NO_SYNC,
        /** Nothing can be created, renamed or deleted: EROFS. */
        READ_ONLY,
        /** Any change fails with EIO, one time in three. */
        FLAKY
    }

    private static final class Inode {
        private byte[] cached = {};
        private byte[] durable = {};
    }

    SimulatedDisk(SimulatedTime time, RandomGenerator random, Consumer<String> trace) {
        this.time = time;
        this.random = random;
        this.trace = trace;
    }

    void trouble(Trouble now) {
        trouble = now;
    }

    /** Kills the process in the middle of one of its next changes. */
    void crashIn(int changes) {
        untilCrash = changes;
    }

    /** Says that the process has ended; its lock ends with it. */
    void processEnded() {
        locked = false;
        untilCrash = Integer.MAX_VALUE;
    }

    /** Takes away what is not safe from a loss of power. */
    void losePower() {
        int kept = random.nextInt(unsynced.size() + 1); // a journal keeps the order of the changes
        unsynced.subList(0, kept).forEach(change -> change.accept(durableNames));
        unsynced.clear();
        for (Inode inode : durableNames.values()) {
            if (!Arrays.equals(inode.cached, inode.durable)) {
                byte[] left = random.nextInt(3) == 0
                        ? inode.cached
                        : Arrays.copyOf(inode.cached, random.nextInt(inode.cached.length + 1));
                inode.cached = random.nextBoolean() ? inode.durable : left;
                inode.durable = inode.cached;
            }
        }
        names = new TreeMap<>(durableNames);
        trace.accept("power lost; left: " + names.keySet());
    }

    /** Returns how many bytes were written. */
    long bytesWritten() {
        return bytesWritten;
    }

    /** Returns how often a file was forced or the directory synced. */
    long syncs() {
        return syncs;
    }

    /** Returns how many bytes all files have together. */
    long size() {
        return names.values().stream().mapToLong(inode -> inode.cached.length).sum();
    }

    /** Replaces a file, as another program would. */
    void put(String name, byte[] bytes) {
        Inode inode = new Inode();
        inode.cached = bytes.clone();
        inode.durable = inode.cached;
        names.put(name, inode);
        durableNames.put(name, inode);
    }

    /** Returns the names of the files. */
    List<String> names() {
        return List.copyOf(names.keySet());
    }

    /** Returns what is in a file. */
    byte[] bytes(String name) {
        Inode inode = names.get(name);
        if (inode == null) {
            throw new IllegalArgumentException("no file " + name + " among " + names.keySet());
        }
        return inode.cached.clone();
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        time.requireAlive();
    }

    @Override
    public Closeable lock(Path directory) throws IOException {
        time.requireAlive();
        if (locked) {
            throw new IOException("it is in use by process 1");
        }
        locked = true;
        return () -> locked = false;
    }

    @Override
    public List<Path> list(Path directory) {
        time.requireAlive();
        return names.keySet().stream().map(directory::resolve).toList();
    }

    @Override
    public boolean exists(Path file) {
        time.requireAlive();
        return names.containsKey(name(file));
    }

    @Override
    public byte[] read(Path file) throws IOException {
        time.requireAlive();
        return inode(file).cached.clone();
    }

    @Override
    public Output create(Path file) throws IOException {
        fail(Trouble.READ_ONLY, "Read-only file system");
        change("create " + name(file), () -> create(name(file)));
        return new SimulatedOutput(file, inode(file));
    }

    private void create(String name) {
        Inode inode = names.get(name);
        if (inode == null) {
            Inode created = new Inode();
            rename(map -> map.put(name, created));
        } else {
            inode.cached = new byte[0];
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        fail(Trouble.READ_ONLY, "Read-only file system");
        Inode inode = inode(from);
        change(
                "rename " + name(from) + " to " + name(to),
                () -> rename(map -> {
                    map.remove(name(from));
                    map.put(name(to), inode);
                }));
    }

    @Override
    public void delete(Path file) throws IOException {
        if (names.containsKey(name(file))) {
            fail(Trouble.READ_ONLY, "Read-only file system");
            change("delete " + name(file), () -> rename(map -> map.remove(name(file))));
        }
    }

    private void rename(Consumer<Map<String, Inode>> change) {
        change.accept(names);
        unsynced.add(change);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        fail(Trouble.NO_SYNC, "Input/output error");
        syncs++;
        change("sync the directory", () -> {
            unsynced.forEach(change -> change.accept(durableNames));
            unsynced.clear();
        });
    }

    private void fail(Trouble kind, String message) throws IOException {
        time.requireAlive();
        if (trouble == kind || trouble == Trouble.FLAKY && random.nextInt(3) == 0) {
            trace.accept(message);
            throw new IOException(trouble == kind ? message : "Input/output error");
        }
    }

    /** Makes one change, unless the process dies just before or just after it. */
    private void change(String what, Runnable change) {
        boolean dies = --untilCrash <= 0;
        if (!dies || random.nextBoolean()) {
            trace.accept(what);
            change.run();
        }
        if (dies) {
            trace.accept("killed at: " + what);
            untilCrash = Integer.MAX_VALUE;
            time.kill();
            time.requireAlive();
        }
    }

    private Inode inode(Path file) throws IOException {
        Inode inode = names.get(name(file));
        if (inode == null) {
            throw new NoSuchFileException(file.toString());
        }
        return inode;
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private final class SimulatedOutput implements Output {
        private final Path file;
        private final Inode inode;

        SimulatedOutput(Path file, Inode inode) {
            this.file = file;
            this.inode = inode;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            boolean full = trouble == Trouble.FULL && (inode.cached.length > 0 || random.nextBoolean());
            if (full) {
                trace.accept("No space left on device");
                throw new IOException("No space left on device");
            }
            fail(Trouble.READ_ONLY, "Read-only file system");
            boolean isPart = trouble == Trouble.FULL || random.nextInt(8) == 0;
            int length = isPart ? 1 + random.nextInt(bytes.remaining()) : bytes.remaining();
            byte[] part = new byte[length];
            bytes.get(part);
            change("write " + length + " bytes of " + name(file), () -> append(part));
            return length;
        }

        private void append(byte[] part) {
            byte[] longer = Arrays.copyOf(inode.cached, inode.cached.length + part.length);
            System.arraycopy(part, 0, longer, inode.cached.length, part.length);
            inode.cached = longer;
            bytesWritten += part.length;
        }

        @Override
        public void force() throws IOException {
            fail(Trouble.NO_SYNC, "Input/output error");
            syncs++;
            change("force " + name(file), () -> inode.durable = inode.cached);
        }

        @Override
        public void close() {}
    }
}
