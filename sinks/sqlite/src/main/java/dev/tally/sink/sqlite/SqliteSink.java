package dev.tally.sink.sqlite;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import dev.tally.sink.encoding.SourceName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Keeps each interval in an SQLite file of this machine, without a server.
 *
 * <pre>{@code
 * SqliteSink.file(Path.of("activity_monitor.db")).source("desk").build()
 * }</pre>
 *
 * The file is an {@link ActivityStore}: a summary server can serve it at the same time.
 *
 * <p><b>Threads.</b> {@link #write} by one thread at a time. It cannot be interrupted; it waits at most five seconds for
 * another program.
 *
 * <p><b>Cost.</b> One flush to the disk for each interval.
 *
 * <p><b>Failure.</b> What {@code write} returned for is on the disk; an interval that comes again does not count twice.
 */
public final class SqliteSink implements IntervalSink {
    private final ActivityStore store;
    private final String source;

    private SqliteSink(ActivityStore store, String source) {
        this.store = store;
        this.source = source;
    }

    /** A sink that keeps its counts in this file. */
    public static Builder file(Path file) {
        return new Builder(file);
    }

    @Override
    public String name() {
        return "sqlite " + store.file();
    }

    @Override
    public void write(ActivityInterval interval) throws SinkException {
        store.record(List.of(new Contribution.Identified(source, interval)));
    }

    @Override
    public void close() {
        store.close();
    }

    /** Where to keep what, and under which name. */
    public static final class Builder {
        private final Path file;
        private Optional<String> source = Optional.empty();

        private Builder(Path file) {
            this.file = file;
        }

        /**
         * The name that tells this machine's counts from others'; by default the name of the host.
         *
         * @throws IllegalArgumentException if it is empty, has more than 128 characters or a control character
         */
        public Builder source(String name) {
            this.source = Optional.of(SourceName.check(name));
            return this;
        }

        /**
         * Opens the file, or creates it in a directory that exists.
         *
         * @throws SinkException if it cannot be used, saying why
         */
        public SqliteSink build() throws SinkException {
            return new SqliteSink(ActivityStore.open(file), source.orElseGet(SourceName::ofThisHost));
        }
    }
}
