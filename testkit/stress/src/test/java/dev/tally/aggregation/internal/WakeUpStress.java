package dev.tally.aggregation.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Checks the first report while the sampler falls asleep. r1: the sampler sleeps; r2: it was woken. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "asleep without end beside an uncounted report")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "fell asleep, was woken")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "saw the report, and is woken for nothing")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "saw the report, stayed awake")
@State
public class WakeUpStress {
    private final Rows.WakeFlag clock = new Rows.WakeFlag();
    private final IdleWakeup idleWakeup = new IdleWakeup(clock);
    private final CounterRow row = Rows.row(idleWakeup);

    @Actor
    public void capture() {
        row.keyPress();
        row.waiting();
    }

    @Actor
    public void sampler(ZZ_Result r) {
        idleWakeup.arm();
        r.r1 = row.reports() == 0;
    }

    @Arbiter
    public void after(ZZ_Result r) {
        r.r2 = clock.woken;
    }
}
