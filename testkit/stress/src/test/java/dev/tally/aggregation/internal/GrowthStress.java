package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** Checks that totals only grow and that no count is lost. r1: two readings were in order; r2: the total at the end. */
@JCStressTest
@Outcome(id = "true, 3", expect = Expect.ACCEPTABLE, desc = "grew")
@Outcome(expect = Expect.FORBIDDEN, desc = "shrank, or lost one")
@State
public class GrowthStress {
    private final CounterRow row = Rows.row(new IdleWakeup(Clock.system()));

    @Actor
    public void capture() {
        row.keyPress();
        row.keyPress();
        row.keyPress();
    }

    @Actor
    public void reader(ZJ_Result r) {
        long before = row.total(0).keyPresses();
        long after = row.total(0).keyPresses();
        r.r1 = before <= after && before >= 0 && after <= 3;
    }

    @Arbiter
    public void after(ZJ_Result r) {
        r.r2 = row.total(0).keyPresses();
    }
}
