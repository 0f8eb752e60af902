package dev.tally.sink.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every five minutes of a range are read once, and from a level that has them, wherever merging and removing have come. */
class RangePlanTest {
    private static final long STEP = Level.FIVE_MINUTES.millis;
    private static final long DAY = 100 * Level.DAY.millis;
    private static final long MERGED = DAY + 12 * STEP;
    private static final Instant NOW = Instant.ofEpochMilli(DAY + 18 * STEP);

    @Test
    void everyRangeIsReadOnceAndWhereItIsKept() {
        for (Level coarsest : Level.values()) {
            for (long pruned = DAY - 6 * STEP; pruned <= MERGED; pruned += STEP) {
                for (long from = DAY - 9 * STEP; from < DAY + 15 * STEP; from += STEP) {
                    for (long to = from + STEP; to <= DAY + 15 * STEP; to += STEP) {
                        check(coarsest, pruned, from, to);
                    }
                }
            }
        }
    }

    private static void check(Level coarsest, long pruned, long from, long to) {
        List<RangePlan.Part> parts = RangePlan.of(
                Instant.ofEpochMilli(from), Instant.ofEpochMilli(to), NOW, coarsest, new StoreState(1, MERGED, pruned));
        String what = coarsest + " of " + (from - DAY) / STEP + " to " + (to - DAY) / STEP + ", removed until "
                + (pruned - DAY) / STEP + ": " + parts;
        long keptFrom = Level.QUARTER_HOUR.ceil(pruned);
        assertEquals(
                from < pruned ? Level.QUARTER_HOUR.floor(from) : from,
                parts.get(0).startMillis(),
                what);
        long end = from;
        for (RangePlan.Part part : parts) {
            assertTrue(end == from || part.startMillis() == end, what);
            end = part.endMillis();
            if (part.level() == Level.FIVE_MINUTES) {
                assertTrue(part.startMillis() >= pruned, what);
            } else {
                assertTrue(
                        end <= MERGED && part.level().millis <= Math.max(coarsest.millis, Level.QUARTER_HOUR.millis),
                        what);
                assertEquals(part.level().floor(part.startMillis()), part.startMillis(), what);
                assertEquals(part.level().floor(end), end, what);
            }
        }
        assertEquals(from < pruned && to < keptFrom ? Level.QUARTER_HOUR.ceil(to) : to, end, what);
    }
}
