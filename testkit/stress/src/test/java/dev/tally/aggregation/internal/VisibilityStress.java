package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import dev.tally.sink.Counts;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * Checks that a reader that sees report n also sees what the first n reports counted. r1: reports; r2: motions; r3: their
 * distance in thousandths, 5000 each.
 */
@JCStressTest
@Outcome(
        id = {"0, 0, 0", "1, 1, 5000", "2, 2, 10000"},
        expect = Expect.ACCEPTABLE,
        desc = "between reports")
@Outcome(
        id = {
            "0, 0, 5000",
            "0, 0, 10000",
            "0, 1, 0",
            "0, 1, 5000",
            "0, 1, 10000",
            "0, 2, 5000",
            "0, 2, 10000",
            "1, 1, 10000",
            "1, 2, 5000",
            "1, 2, 10000"
        },
        expect = Expect.ACCEPTABLE,
        desc = "in the middle of a report: more than was announced, never less")
@Outcome(expect = Expect.FORBIDDEN, desc = "a report was announced before it was counted")
@State
public class VisibilityStress {
    private final CounterRow row = Rows.row(new IdleWakeup(Clock.system()));

    @Actor
    public void capture() {
        row.motion(3, 4);
        row.motion(-4, 3);
    }

    @Actor
    public void reader(JJJ_Result r) {
        r.r1 = row.reports();
        Counts total = row.total(0);
        r.r2 = total.motions();
        r.r3 = total.distance1000();
    }
}
