package dev.tally.sink.store.sql;

import dev.tally.sink.store.BucketSize;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides a range among the levels: each part is read from the coarsest level that has it exactly.
 *
 * <p>Days and quarter hours have everything before the end of the last merging, rows of five minutes everything since the end of the
 * last removal. A border of the range that is no full quarter hour is moved outward to one where five minutes are removed.
 */
final class RangePlan {
    /**
     * A part of a range.
     *
     * @param level where it is read
     * @param startMillis its start
     * @param endMillis its end, exclusive
     */
    record Part(Level level, long startMillis, long endMillis) {}

    private final long mergedUntil;
    private final long prunedUntil;
    private final List<Part> parts = new ArrayList<>();

    private RangePlan(StoreState state) {
        this.mergedUntil = state.mergedUntil();
        this.prunedUntil = state.prunedUntil();
    }

    /** Returns the parts of a range in the order of time. A range that reaches into the bucket of now has all later rows. */
    static List<Part> of(Instant from, Instant to, Instant now, Level coarsest, StoreState state) {
        long end = Level.FIVE_MINUTES.ceil(millis(to));
        long start = Level.FIVE_MINUTES.floor(millis(from));
        RangePlan plan = new RangePlan(state);
        if (end > Level.FIVE_MINUTES.floor(now.toEpochMilli())) {
            end = Long.MAX_VALUE;
        }
        plan.days(start, end, coarsest);
        return plan.parts;
    }

    /** Returns the coarsest level whose rows never belong to two buckets. */
    static Level coarsest(BucketSize size, ZoneId zone) {
        return switch (size) {
            case FIVE_MINUTES -> Level.FIVE_MINUTES;
            case HOUR -> Level.QUARTER_HOUR;
            case DAY -> isUtc(zone) ? Level.DAY : Level.QUARTER_HOUR;
        };
    }

    private static boolean isUtc(ZoneId zone) {
        return zone.getRules().isFixedOffset()
                && zone.getRules().getOffset(Instant.EPOCH).getTotalSeconds() == 0;
    }

    private void days(long start, long end, Level coarsest) {
        long first = Level.DAY.ceil(start);
        long last = Level.DAY.floor(Math.min(end, mergedUntil));
        if (coarsest != Level.DAY || first >= last) {
            quarters(start, end, coarsest);
            return;
        }
        quarters(start, first, coarsest);
        add(Level.DAY, first, last);
        quarters(last, end, coarsest);
    }

    private void quarters(long start, long end, Level coarsest) {
        boolean isFine = coarsest == Level.FIVE_MINUTES;
        long first = start < prunedUntil ? Level.QUARTER_HOUR.floor(start) : Level.QUARTER_HOUR.ceil(start);
        long keptFrom = Level.QUARTER_HOUR.ceil(prunedUntil); // earlier releases have removed a part of a quarter hour
        long limit = Math.min(end, isFine ? keptFrom : mergedUntil);
        long last = limit < keptFrom ? Level.QUARTER_HOUR.ceil(limit) : Level.QUARTER_HOUR.floor(limit);
        if (first >= last) {
            add(Level.FIVE_MINUTES, start, end);
            return;
        }
        add(Level.FIVE_MINUTES, start, first);
        add(Level.QUARTER_HOUR, first, last);
        add(Level.FIVE_MINUTES, last, end);
    }

    private void add(Level level, long start, long end) {
        if (start < end) {
            parts.add(new Part(level, start, end));
        }
    }

    /** Returns the milliseconds since 1970, within what every level can hold. */
    private static long millis(Instant moment) {
        long most = Long.MAX_VALUE / 2_000;
        return 1_000 * Math.max(-most, Math.min(most, moment.getEpochSecond())) + moment.getNano() / 1_000_000;
    }
}
