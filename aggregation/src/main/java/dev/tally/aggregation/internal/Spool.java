package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
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
 * <p><b>Threads.</b> Opened and closed by the thread of the monitor; {@link #save} and {@link #cut} are the sampler's.
 *
 * <p><b>Cost.</b> The open interval is written once a second while there is input, without fsync; each sink's file once at
 * a cut, with fsync, and once when the sink accepts. Nothing is written while idle.
 *
 * <p><b>Failure.</b> A file that cannot be read is set aside under a name that says when. While a file cannot be written,
 * counting goes on in memory; that is logged once, and caught up.
 */
public final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String PENDING = "pending-";
    private static final String SUFFIX = ".spool";
    private static final String OPEN = "open" + SUFFIX;
    private static final String ANY_SINK = "*";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path directory;
    private final SpoolLock lock;
    private final Clock clock;
    private final UUID run;
    private final SpoolFile open;
    private final Map<String, SpoolFormat.Contents> left = new LinkedHashMap<>();
    private final List<SinkSpool> sinks = new ArrayList<>();
    private boolean failing; // a write has failed and that was logged; under the lock of this object
    private volatile boolean openFailed;

    private Spool(Path directory, SpoolLock lock, Clock clock, UUID run) {
        this.directory = directory;
        this.lock = lock;
        this.clock = clock;
        this.run = run;
        this.open = new SpoolFile(directory.resolve(OPEN));
    }

    /**
     * Opens the spool in a directory, which is created if it does not exist.
     *
     * @return nothing if it cannot be used, or another monitor uses it; that is logged
     */
    public static Optional<Spool> open(Path directory, Clock clock, UUID run) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Spool spool = new Spool(directory, SpoolLock.take(directory), clock, run);
            spool.readOrClose();
            return Optional.of(spool);
        } catch (IOException e) {
            LOG.warn("the spool {} cannot be used: {}; what this run counts is kept in memory only", directory, why(e));
            return Optional.empty();
        }
    }

    private void readOrClose() throws IOException {
        try {
            readAll();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void readAll() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PENDING + "*" + SUFFIX)) {
            for (Path file : files) {
                read(new SpoolFile(file)).ifPresent(contents -> left.put(contents.sink(), contents));
            }
        }
        Optional<SpoolFormat.Contents> lastOpen = open.exists() ? read(open) : Optional.empty();
        lastOpen.ifPresent(this::closeLastOpen);
    }

    /** Gives the open interval of a run that was killed to each of its sinks that has not got it complete. */
    private void closeLastOpen(SpoolFormat.Contents lastOpen) {
        for (ActivityInterval interval : lastOpen.intervals()) {
            left.replaceAll((sink, contents) -> isMissing(interval, contents) ? with(contents, interval) : contents);
        }
    }

    private static boolean isMissing(ActivityInterval interval, SpoolFormat.Contents contents) {
        return contents.run().equals(interval.run()) && contents.cutThrough() < interval.first();
    }

    private static SpoolFormat.Contents with(SpoolFormat.Contents contents, ActivityInterval interval) {
        List<ActivityInterval> intervals = new ArrayList<>(contents.intervals());
        intervals.add(interval);
        return new SpoolFormat.Contents(contents.sink(), contents.run(), interval.last(), intervals);
    }

    private Optional<SpoolFormat.Contents> read(SpoolFile file) throws IOException {
        try {
            return Optional.of(file.read());
        } catch (IOException e) {
            Path aside =
                    file.path().resolveSibling(file.path().getFileName() + ".unreadable-" + STAMP.format(clock.now()));
            Files.move(file.path(), aside);
            LOG.warn(
                    "{} cannot be read: {}; set aside as {}, its counts are not delivered", file.path(), why(e), aside);
            return Optional.empty();
        }
    }

    /** Returns the store of one sink's outbox, with what earlier runs left for that sink. */
    public Outbox.Store store(String name) {
        String sink = sinks.stream().anyMatch(it -> it.sink().equals(name)) ? name + " #" + (sinks.size() + 1) : name;
        SpoolFormat.Contents contents = left.remove(sink);
        List<ActivityInterval> restored = contents == null ? List.of() : contents.intervals();
        if (!restored.isEmpty()) {
            LOG.info("{}: {} intervals of earlier runs are delivered first", sink, restored.size());
        }
        SinkSpool spool =
                new SinkSpool(new SpoolFile(directory.resolve(fileName(sink))), sink, run, restored, this::failed);
        sinks.add(spool);
        return spool;
    }

    private static String fileName(String sink) {
        CRC32 crc = new CRC32();
        crc.update(sink.getBytes(StandardCharsets.UTF_8));
        String readable = sink.replaceAll("[^A-Za-z0-9.-]+", "_");
        String cut = readable.substring(0, Math.min(60, readable.length()));
        return PENDING + cut + "-" + Long.toHexString(crc.getValue()) + SUFFIX;
    }

    /** Ends the take-over: files of sinks that are not in this run are kept and logged, and the last open interval is dropped. */
    public void begin() {
        for (SpoolFormat.Contents other : left.values()) {
            keep(other);
        }
        deleteOpen();
    }

    private void keep(SpoolFormat.Contents other) {
        try {
            new SpoolFile(directory.resolve(fileName(other.sink()))).write(other, true);
            Counts counts =
                    other.intervals().stream().map(ActivityInterval::counts).reduce(Counts.NONE, Counts::plus);
            if (counts.hasActivity()) {
                LOG.warn(
                        "the spool keeps {} key presses for {}, which is no sink of this run",
                        counts.keyPresses(),
                        other.sink());
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Keeps the open interval as it is now. */
    public void save(ActivityInterval soFar) {
        sinks.forEach(SinkSpool::retry);
        if (sinks.stream().allMatch(SinkSpool::isWritten)) {
            try {
                open.write(new SpoolFormat.Contents(ANY_SINK, run, 0, List.of(soFar)), false);
                openFailed = false;
                recovered();
            } catch (IOException e) {
                openFailed = true;
                failed(e);
            }
        }
    }

    /** Drops the open interval: it was cut, and the outboxes of all sinks have it. */
    public void cut() {
        if (sinks.stream().allMatch(SinkSpool::isWritten)) {
            deleteOpen();
        }
    }

    private void deleteOpen() {
        try {
            open.delete();
        } catch (IOException e) {
            failed(e);
        }
    }

    private synchronized void failed(IOException why) {
        if (!failing) {
            failing = true;
            LOG.warn(
                    "cannot write to the spool {}: {}; counts are kept in memory until it can be written",
                    directory,
                    why(why));
        }
    }

    private synchronized void recovered() {
        if (failing) {
            failing = false;
            LOG.info("the spool {} can be written again and holds all that is pending", directory);
        }
    }

    /** Returns whether the disk holds all that waits for the sinks. */
    public boolean isWritten() {
        return !openFailed && sinks.stream().allMatch(SinkSpool::isWritten);
    }

    /** Returns the directory. */
    public Path directory() {
        return directory;
    }

    /** Lets another monitor use the spool; what is pending stays in it. */
    @Override
    public void close() {
        sinks.forEach(SinkSpool::close);
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("{}: the lock could not be given back: {}", directory, why(e));
        }
    }

    private static String why(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied for " + e.getMessage();
        }
        return e instanceof NoSuchFileException ? e.getMessage() + " is missing" : String.valueOf(e.getMessage());
    }
}
