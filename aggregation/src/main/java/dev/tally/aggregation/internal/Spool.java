package dev.tally.aggregation.internal;

import dev.tally.aggregation.MonitorListener;
import dev.tally.aggregation.internal.SpoolFile.Durability;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps on disk what is counted and not delivered yet, so that it outlives the process: one file for each sink with the
 * intervals that wait for it, and one with the interval that is open.
 *
 * <p>What earlier runs left is handed to the outboxes of the same sinks and delivered first, under its own identity and
 * times. The open interval of a run that was killed becomes its last interval; a sink's file says which intervals it has
 * been given, so that one which was cut before the end is not delivered twice.
 *
 * <p><b>Threads.</b> Opened and closed by the thread of the monitor; {@link #save} and {@link #cut} are the sampler's;
 * any thread may ask whether all {@link #isWritten}.
 *
 * <p><b>Cost.</b> The open interval is written every 0.8 s while there is input, without fsync; each sink's file once at
 * a cut and once when the sink accepts, with fsync. Nothing is written while idle.
 *
 * <p><b>Failure.</b> A file that cannot be read is set aside under a name that says when. While a file cannot be written,
 * counting goes on in memory; that is logged once, and caught up with the next input. The open interval on the disk is
 * neither replaced nor removed before each sink's file is written, because it may be all that the disk has of it.
 */
public final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String OPEN = "open.spool";
    private static final String ANY_SINK = "*";

    private final Path directory;
    private final Closeable lock;
    private final Platform platform;
    private final UUID run;
    private final Warnings warnings;
    private final SpoolFile open;
    private final EarlierRuns earlier;
    private final List<SinkSpool> sinks = new CopyOnWriteArrayList<>(); // also of those that are no sinks of this run
    private final AtomicBoolean failing = new AtomicBoolean(); // a write has failed and that was logged
    private final Object openLock = new Object(); // taken before the locks of SinkSpool
    private boolean closed; // under openLock
    private volatile boolean openFailed;

    private Spool(Path directory, Closeable lock, Platform platform, UUID run, Warnings warnings) throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.platform = platform;
        this.run = run;
        this.warnings = warnings;
        this.open = file(OPEN);
        this.earlier = EarlierRuns.read(directory, open, platform, warnings);
    }

    /**
     * Opens the spool in a directory, which is created if it does not exist.
     *
     * @return nothing if it cannot be used, or another monitor uses it; the listener is told
     */
    public static Optional<Spool> open(Path directory, Platform platform, UUID run, MonitorListener listener) {
        Warnings warnings = new Warnings(LOG, listener);
        try {
            platform.files().createDirectory(directory);
            return Optional.of(openLocked(directory, platform, run, warnings));
        } catch (IOException e) {
            warnings.warn("the spool " + directory + " cannot be used: " + why(e)
                    + "; what this run counts is kept in memory only");
            return Optional.empty();
        }
    }

    private static Spool openLocked(Path directory, Platform platform, UUID run, Warnings warnings) throws IOException {
        Closeable lock = platform.files().lock(directory);
        try {
            return new Spool(directory, lock, platform, run, warnings);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private SpoolFile file(String name) {
        return new SpoolFile(platform.files(), directory, name);
    }

    /** Returns the store of one sink's outbox, with what earlier runs left for that sink. */
    public Outbox.Store store(String name) {
        String line = name.replace('\n', ' '); // as the file has it
        String sink = sinks.stream().anyMatch(it -> it.sink().equals(line)) ? line + " #" + (sinks.size() + 1) : line;
        List<ActivityInterval> restored = earlier.take(sink);
        if (!restored.isEmpty()) {
            LOG.info("{}: {} intervals of earlier runs are delivered first", sink, restored.size());
        }
        return keep(new SpoolFormat.Contents(sink, run, 0, restored));
    }

    private SinkSpool keep(SpoolFormat.Contents contents) {
        SinkSpool spool = new SinkSpool(file(EarlierRuns.fileName(contents.sink())), contents, this::failed);
        sinks.add(spool);
        return spool;
    }

    /** Ends the take-over: what waits for sinks that are not in this run is kept and logged. */
    public void begin() {
        for (SpoolFormat.Contents other : earlier.notTaken()) {
            keep(other);
            Counts counts =
                    other.intervals().stream().map(ActivityInterval::counts).reduce(Counts.NONE, Counts::plus);
            if (counts.hasActivity()) {
                warnings.warn("the spool keeps " + counts.keyPresses() + " key presses for " + other.sink()
                        + ", which is no sink of this run");
            }
        }
        cut();
    }

    /** Keeps the open interval as it is now. */
    public void save(ActivityInterval soFar) {
        synchronized (openLock) {
            if (closed) {
                return;
            }
            sinks.forEach(SinkSpool::retry);
            if (areSinksWritten()) {
                replaceOpen(soFar);
            } else {
                openFailed = true;
            }
        }
    }

    private void replaceOpen(ActivityInterval soFar) {
        try {
            open.write(new SpoolFormat.Contents(ANY_SINK, run, 0, List.of(soFar)), Durability.PROCESS_END);
            recovered();
        } catch (IOException e) {
            openFailed = true;
            failed(e);
        }
    }

    /** Drops the open interval: it was cut, and the outboxes of all sinks have it. */
    public void cut() {
        synchronized (openLock) {
            if (!closed && areSinksWritten()) {
                deleteOpen();
                recovered();
            }
        }
    }

    private void deleteOpen() {
        try {
            open.delete();
        } catch (IOException e) {
            LOG.debug("{} could not be deleted: {}", open.path(), why(e)); // its interval is known to be cut
        }
    }

    private void failed(IOException why) {
        if (!failing.getAndSet(true)) {
            warnings.warn("cannot write to the spool " + directory + ": " + why(why)
                    + "; counts are kept in memory until it can be written");
        }
    }

    private void recovered() {
        openFailed = false;
        if (failing.getAndSet(false)) {
            LOG.info("the spool {} can be written again and holds all that is pending", directory);
        }
    }

    private boolean areSinksWritten() {
        return sinks.stream().allMatch(SinkSpool::isWritten);
    }

    /** Returns whether the disk holds all that waits for the sinks, except the last second of input. */
    public boolean isWritten() {
        return !openFailed && areSinksWritten();
    }

    /** Returns the directory. */
    public Path directory() {
        return directory;
    }

    /** Lets another monitor use the spool; what is pending stays in it. */
    @Override
    public void close() {
        synchronized (openLock) {
            closed = true; // a sampler that comes late must not touch the files of the next monitor
        }
        sinks.forEach(SinkSpool::close);
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("{}: the lock could not be given back: {}", directory, why(e));
        }
    }

    static String why(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied for " + e.getMessage();
        }
        if (e instanceof FileAlreadyExistsException) {
            return e.getMessage() + " is not a directory";
        }
        if (e instanceof NoSuchFileException) {
            return e.getMessage() + " is missing";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
