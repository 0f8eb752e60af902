package dev.tally.aggregation.simulation;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.Contribution;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** The real store of the summary server, in a simulation. Its clock is right, whatever happens to that of the client. */
final class SqliteDatabase implements SimulatedServer.Database, AutoCloseable {
    private static final Duration ALL = Duration.ofDays(29);

    private static final int RECEIVED_UNTIL_RESTART = 25;

    private final Path file;
    private final Clock clock;
    private SqliteStore store;
    private int received;

    SqliteDatabase(Path file, SimulatedTime time) {
        this.file = file;
        this.clock = new TrueClock(time);
        this.store = opened();
    }

    private SqliteStore opened() {
        try {
            return SqliteStore.open(file, clock, notice -> {});
        } catch (SinkException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrueClock extends Clock {
        /** The simulated time begins a day after this. */
        private static final Instant START = Instant.parse("2026-02-28T12:00:00Z");

        private final SimulatedTime time;

        TrueClock(SimulatedTime time) {
            this.time = time;
        }

        @Override
        public Instant instant() {
            return START.plusNanos(time.nanos());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Override
    public void receive(ActivityInterval interval) {
        if (++received % RECEIVED_UNTIL_RESTART == 0) { // the server is started again
            store.close();
            store = opened();
        }
        try {
            store.record(List.of(new Contribution.Identified("desk", interval)));
        } catch (SinkException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the buckets, in the order of time. */
    List<Bucket> buckets() throws SinkException {
        return store.summary(ALL);
    }

    /** Returns the sum of all buckets. */
    Counts sum() throws SinkException {
        return buckets().stream().map(Bucket::counts).reduce(Counts.NONE, Counts::plus);
    }

    @Override
    public void close() {
        store.close();
    }
}
