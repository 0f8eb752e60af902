package dev.tally.aggregation.internal;

import dev.tally.sink.ActivityInterval;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * What earlier runs left in a spool: for each sink the intervals that wait for it, with the one that was open when a run
 * was killed.
 *
 * <p>A file that cannot be read, or that is a copy of another, is renamed, so that no later write replaces it.
 *
 * <p><b>Threads.</b> The one that opens the spool.
 */
final class EarlierRuns {
    private static final String PENDING = "pending-";
    private static final String SUFFIX = ".spool";
    private static final int LONGEST_READABLE_NAME = 60;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path directory;
    private final Platform platform;
    private final Warnings warnings;
    private final Map<String, SpoolFormat.Contents> bySink = new LinkedHashMap<>();
    private final Set<String> setAside = new HashSet<>(); // names of files
    private Optional<ActivityInterval> lastOpen = Optional.empty();

    private EarlierRuns(Path directory, Platform platform, Warnings warnings) {
        this.directory = directory;
        this.platform = platform;
        this.warnings = warnings;
    }

    /**
     * Reads all files of a spool.
     *
     * @param open the file of the interval that was open
     * @throws IOException if the directory cannot be read, or a file that cannot be read cannot be renamed either
     */
    static EarlierRuns read(Path directory, SpoolFile open, Platform platform, Warnings warnings) throws IOException {
        EarlierRuns runs = new EarlierRuns(directory, platform, warnings);
        for (Path path : platform.files().list(directory)) {
            String name = path.getFileName().toString();
            if (name.startsWith(PENDING) && name.endsWith(SUFFIX)) {
                runs.readPending(new SpoolFile(platform.files(), directory, name));
            }
        }
        if (open.exists()) {
            runs.lastOpen = runs.read(open)
                    .flatMap(contents -> contents.intervals().stream().findFirst());
        }
        return runs;
    }

    /** Returns the name of the file of a sink. */
    static String fileName(String sink) {
        CRC32 crc = new CRC32();
        crc.update(sink.getBytes(StandardCharsets.UTF_8));
        String readable = sink.replaceAll("[^A-Za-z0-9.-]+", "_");
        String cut = readable.substring(0, Math.min(LONGEST_READABLE_NAME, readable.length()));
        return PENDING + cut + "-" + Long.toHexString(crc.getValue()) + SUFFIX;
    }

    /** Returns what waits for a sink, oldest first, and forgets it. */
    List<ActivityInterval> take(String sink) {
        SpoolFormat.Contents contents = bySink.remove(sink);
        if (contents != null) {
            return withLastOpen(contents).intervals();
        }
        // If its file could not be read, nobody knows whether it had the last interval; its receiver knows the
        // identity.
        return setAside.contains(fileName(sink)) ? lastOpen.stream().toList() : List.of();
    }

    /** Returns what waits for sinks that were not asked for, and is not in their files yet. */
    List<SpoolFormat.Contents> notTaken() {
        return bySink.values().stream().map(this::withLastOpen).toList();
    }

    private void readPending(SpoolFile file) throws IOException {
        Optional<SpoolFormat.Contents> contents = read(file);
        if (contents.isEmpty()) {
            return;
        }
        String expected = fileName(contents.get().sink());
        if (file.path().getFileName().toString().equals(expected)) {
            bySink.put(contents.get().sink(), contents.get());
        } else {
            setAside(file, "it is a copy of " + expected);
        }
    }

    private Optional<SpoolFormat.Contents> read(SpoolFile file) throws IOException {
        try {
            return Optional.of(file.read());
        } catch (IOException e) {
            setAside(file, Spool.why(e));
            return Optional.empty();
        }
    }

    private void setAside(SpoolFile file, String why) throws IOException {
        String name = file.path().getFileName().toString();
        String stamped = name + ".unreadable-" + STAMP.format(platform.clock().now());
        Path aside = directory.resolve(stamped);
        for (int i = 2; platform.files().exists(aside); i++) {
            aside = directory.resolve(stamped + "-" + i);
        }
        platform.files().rename(file.path(), aside);
        setAside.add(name);
        warnings.warn(
                file.path() + " cannot be used: " + why + "; set aside as " + aside + ", its counts are not delivered");
    }

    /** Adds the interval that was open when its run was killed, if the sink was not given all of it before. */
    private SpoolFormat.Contents withLastOpen(SpoolFormat.Contents contents) {
        UUID run = contents.run();
        return lastOpen.filter(open -> open.run().equals(run) && contents.cutThrough() < open.first())
                .map(open -> with(contents, open))
                .orElse(contents);
    }

    private static SpoolFormat.Contents with(SpoolFormat.Contents contents, ActivityInterval interval) {
        List<ActivityInterval> intervals = new ArrayList<>(contents.intervals());
        intervals.add(interval);
        return new SpoolFormat.Contents(contents.sink(), contents.run(), interval.last(), intervals);
    }
}
