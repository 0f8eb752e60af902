package dev.tally.sink.sqlite;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import dev.tally.sink.encoding.SourceName;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.Contribution;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps each interval in an SQLite file of this machine, without a server.
 *
 * <pre>{@code
 * SqliteSink.file(Path.of("activity_monitor.db")).source("desk").open()
 * }</pre>
 *
 * The file is an {@link SqliteStore}: a summary server can serve it at the same time.
 *
 * <p><b>Threads.</b> {@link #write} is called by one thread at a time. It cannot be interrupted; it waits at most five
 * seconds for another program.
 *
 * <p><b>Cost.</b> One flush to the disk for each interval.
 *
 * <p><b>Failure.</b> When {@code write} has returned, the interval is on the disk; an interval that comes again does not
 * count twice. A file that was removed or replaced fails one {@code write}; the next one opens it again.
 */
public final class SqliteSink implements IntervalSink {
    private static final Duration PAUSE_FOR_A_PERSON = Duration.ofSeconds(30);

    private final SqliteStore store;
    private final String source;

    private SqliteSink(SqliteStore store, String source) {
        this.store = store;
        this.source = source;
    }

    /**
     * Starts to describe a sink.
     *
     * @param file the database; it is created if it does not exist
     * @return a builder with every other setting at its default
     */
    public static Builder file(Path file) {
        return new Builder(file);
    }

    @Override
    public String name() {
        return "sqlite " + store.file();
    }

    @Override
    public void write(ActivityInterval interval) throws SinkException {
        List<Acceptance> outcome = store.record(List.of(new Contribution.Identified(source, interval)));
        if (outcome.get(0) == Acceptance.OVERLAPS) {
            throw new SinkException(
                    "database " + store.file() + ": a part of interval " + interval.id()
                            + " was accepted before under other numbers; interval kept, because adding it would count"
                            + " that part twice; report this",
                    PAUSE_FOR_A_PERSON);
        }
    }

    @Override
    public void close() {
        store.close();
    }

    /** Describes a sink. */
    public static final class Builder {
        private final Path file;
        private Optional<String> source = Optional.empty();
        private Consumer<String> notices = SqliteStore.SYSTEM_LOG;

        private Builder(Path file) {
            this.file = file;
        }

        /**
         * Sets the name that tells this machine's counts from others'; by default the name of the host.
         *
         * @param name the name
         * @return this builder
         * @throws IllegalArgumentException if it is empty, has more than 128 characters or a control character
         */
        public Builder source(String name) {
            this.source = Optional.of(SourceName.check(name));
            return this;
        }

        /**
         * Sets the receiver of notices: a damaged database was set aside, a removed one was written again. By default
         * they are warnings in the log of the platform ({@link System.Logger}).
         *
         * @param receiver takes one sentence at a time, without a line break
         * @return this builder
         */
        public Builder onNotice(Consumer<String> receiver) {
            this.notices = receiver;
            return this;
        }

        /**
         * Opens the file, or creates it in a directory that exists.
         *
         * @return the open sink
         * @throws SinkException if the file cannot be used; the message says why
         */
        public SqliteSink open() throws SinkException {
            SqliteStore store = SqliteStore.open(file, Clock.systemUTC(), notices);
            return new SqliteSink(store, source.orElseGet(SourceName::ofThisHost));
        }
    }
}
