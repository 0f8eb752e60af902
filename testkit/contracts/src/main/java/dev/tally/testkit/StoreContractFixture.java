package dev.tally.testkit;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.Contribution;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The clock, the stores and the intervals of the tests of a store. */
abstract class StoreContractFixture {
    static final Instant NOW = Instant.parse("2026-04-07T22:29:01.542Z");
    static final Duration FORTNIGHT = Duration.ofDays(14);
    static final Duration RETENTION = Duration.ofDays(30);
    static final UUID RUN = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");

    final MovedClock clock = new MovedClock();

    /** A clock that moves when a test moves it. */
    static final class MovedClock extends Clock {
        volatile Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
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

    protected abstract ActivityStore open(Clock time, Duration retention) throws Exception;

    final ActivityStore open() throws Exception {
        return open(clock, RETENTION);
    }

    final void advance(Duration by) {
        clock.now = clock.now.plus(by);
    }

    final long total(ActivityStore store, Optional<String> source) throws SinkException {
        return store.total(NOW.minus(Duration.ofDays(1)), clock.now, source).keyPresses();
    }

    static long keys(ActivityStore store) throws SinkException {
        return sum(store.summary(FORTNIGHT));
    }

    static long sum(List<Bucket> buckets) {
        return buckets.stream()
                .mapToLong(bucket -> bucket.counts().keyPresses())
                .sum();
    }

    static Contribution interval(String source, long number, Instant start, Instant end, Counts counts) {
        return new Contribution.Identified(source, new ActivityInterval(RUN, number, number, start, end, counts));
    }

    static Counts keys(long keys) {
        return Counts.NONE.with(Count.KEY_PRESSES, keys);
    }
}
