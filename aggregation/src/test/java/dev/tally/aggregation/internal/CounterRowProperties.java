package dev.tally.aggregation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.aggregation.SteppedClock;
import dev.tally.capture.PointerButton;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

class CounterRowProperties {
    private CounterRow row = fresh();

    private static CounterRow fresh() {
        return new CounterRow(new IdleWakeup(new SteppedClock()), (keyboards, pointers) -> {});
    }

    @BeforeTry
    void startFromNothing() {
        row = fresh();
    }

    @Property
    void everyReportIsCountedAsWhatItIs(@ForAll @Size(max = 100) List<@IntRange(min = 0, max = 9) Integer> kinds) {
        kinds.forEach(this::report);
        assertEquals(
                Counts.NONE
                        .with(Count.KEY_PRESSES, count(kinds, 0))
                        .with(Count.KEY_REPEATS, count(kinds, 1))
                        .with(Count.LEFT_CLICKS, count(kinds, 2))
                        .with(Count.MIDDLE_CLICKS, count(kinds, 3))
                        .with(Count.RIGHT_CLICKS, count(kinds, 4))
                        .with(Count.OTHER_CLICKS, count(kinds, 5))
                        .with(Count.SCROLL_DETENTS, count(kinds, 6))
                        .with(Count.VERTICAL_120, 120 * count(kinds, 6))
                        .with(Count.HORIZONTAL_120, 30 * count(kinds, 7))
                        .with(Count.MOTIONS, count(kinds, 8))
                        .with(Count.DISTANCE_1000, 5000 * count(kinds, 8))
                        .with(Count.ACTIVE_MILLIS, 77)
                        .with(Count.GAPS, count(kinds, 9)),
                row.total(77));
        assertEquals(kinds.size(), row.reports());
    }

    private void report(int kind) {
        switch (kind) {
            case 0 -> row.keyPress();
            case 1 -> row.keyRepeat();
            case 2 -> row.buttonPress(PointerButton.LEFT);
            case 3 -> row.buttonPress(PointerButton.MIDDLE);
            case 4 -> row.buttonPress(PointerButton.RIGHT);
            case 5 -> row.buttonPress(PointerButton.OTHER);
            case 6 -> row.scroll(0, -120);
            case 7 -> row.scroll(-30, 0);
            case 8 -> row.motion(-3, 4);
            default -> row.gap();
        }
    }

    private static long count(List<Integer> kinds, int kind) {
        return kinds.stream().filter(k -> k == kind).count();
    }

    @Property
    void noCuttingLosesAFractionOfADetent(
            @ForAll List<@IntRange(min = -500, max = 500) Integer> steps, @ForAll List<Boolean> cuts) {
        IntervalCutter cutter = new IntervalCutter(UUID.randomUUID(), 1_000_000_000);
        long way = 0;
        long detents = 0;
        for (int i = 0; i < steps.size(); i++) {
            row.scroll(0, steps.get(i));
            way += Math.abs(steps.get(i));
            if (i < cuts.size() && cuts.get(i)) {
                detents += cut(cutter).counts().scrollDetents();
                assertEquals(way / 120, detents);
            }
        }
        detents += cut(cutter).counts().scrollDetents();
        assertEquals(way / 120, detents);
    }

    private ActivityInterval cut(IntervalCutter cutter) {
        return cutter.cut(row.total(0), Instant.EPOCH, 0);
    }

    @Property
    void noReportHoweverWildMakesATotalShrink(@ForAll @Size(max = 50) List<Integer> wild) {
        Counts before = row.total(0);
        for (int i = 0; i + 1 < wild.size(); i++) {
            row.motion(wild.get(i), wild.get(i + 1));
            row.scroll(wild.get(i), wild.get(i + 1));
            Counts after = row.total(0);
            assertTrue(after.minus(before).hasActivity());
            before = after;
        }
    }

    @Example
    void totalsStopAtTheLargestNumberInsteadOfTurningNegative() {
        for (int i = 0; i < 4_000_000; i++) {
            row.motion(Integer.MIN_VALUE, Integer.MIN_VALUE);
        }
        assertEquals(Long.MAX_VALUE, row.total(0).distance1000());
    }
}
