package dev.tally.aggregation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MinuteWindowProperties {
    record Step(long secondsLater, long amount) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 90), Arbitraries.longs().between(0, 1000))
                .as(Step::new)
                .list()
                .ofMaxSize(50);
    }

    @Property
    void theSumIsThatOfTheLastSixtySecondsHoweverTheyAreSpread(@ForAll("steps") List<Step> steps) {
        MinuteWindow window = new MinuteWindow();
        long[] all = new long[90 * 50 + 1];
        long second = 0;
        for (Step step : steps) {
            second += step.secondsLater();
            all[(int) second] += step.amount();
            window.add(second, step.amount());
            long expected = 0;
            for (long s = Math.max(0, second - 59); s <= second; s++) {
                expected += all[(int) s];
            }
            assertEquals(expected, window.sum());
        }
    }
}
