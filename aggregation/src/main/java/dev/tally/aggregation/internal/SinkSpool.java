package dev.tally.aggregation.internal;

import dev.tally.aggregation.internal.SpoolFile.Durability;
import dev.tally.sink.ActivityInterval;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Keeps on disk what waits for one sink.
 *
 * <p><b>Threads.</b> The sampler and the sink's worker, one at a time under the lock of the outbox; the sampler also calls
 * {@link #retry} without it. All methods are synchronized.
 *
 * <p><b>Failure.</b> What could not be written is written by the next call; until then {@link #isWritten} is false.
 */
final class SinkSpool implements Outbox.Store {
    private final SpoolFile file;
    private final String sink;
    private final UUID run;
    private final List<ActivityInterval> restored;
    private final Consumer<IOException> failed;
    private List<ActivityInterval> waiting;
    private long cutThrough;
    private boolean written;
    private boolean closed;

    /**
     * Takes over a file for a new run and writes it.
     *
     * @param contents what it is to contain: the run, and what earlier runs left
     * @param failed is told why a write failed
     */
    SinkSpool(SpoolFile file, SpoolFormat.Contents contents, Consumer<IOException> failed) {
        this.file = file;
        this.sink = contents.sink();
        this.run = contents.run();
        this.cutThrough = contents.cutThrough();
        this.restored = contents.intervals();
        this.failed = failed;
        this.waiting = this.restored;
        write(Durability.POWER_LOSS);
    }

    /** Returns the name of the sink in the file. */
    String sink() {
        return sink;
    }

    @Override
    public List<ActivityInterval> restored() {
        return restored;
    }

    @Override
    public synchronized void offered(List<ActivityInterval> now, ActivityInterval newest) {
        cutThrough = newest.last();
        waiting = now;
        write(Durability.POWER_LOSS);
    }

    @Override
    public synchronized void accepted(List<ActivityInterval> now) {
        waiting = now;
        write(Durability.OLD_OR_NEW); // if power is lost, the interval is delivered again, and the receiver knows its
        // identity
    }

    /** Writes again what could not be written. */
    synchronized void retry() {
        if (!written) {
            write(Durability.POWER_LOSS);
        }
    }

    /** Returns whether the file holds all that waits. */
    synchronized boolean isWritten() {
        return written;
    }

    /** Ends writing: from now on the file may belong to another run. */
    synchronized void close() {
        closed = true;
    }

    private void write(Durability durability) {
        if (closed) {
            return;
        }
        try {
            file.write(new SpoolFormat.Contents(sink, run, cutThrough, waiting), durability);
            written = true;
        } catch (IOException e) {
            written = false;
            failed.accept(e);
        }
    }
}
