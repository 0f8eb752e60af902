package dev.tally.aggregation.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * Checks two reports while the sampler wakes by itself, reads the counters, and falls asleep again. r1: how many reports it had seen when it
 * last fell asleep, or -1 if it stayed awake; r2: it was woken.
 */
@JCStressTest
@Outcome(
        id = {"0, false", "1, false"},
        expect = Expect.FORBIDDEN,
        desc = "asleep without end beside an uncounted report")
@Outcome(
        id = {"0, true", "1, true"},
        expect = Expect.ACCEPTABLE,
        desc = "fell asleep too early, was woken")
@Outcome(
        id = {"2, true", "2, false"},
        expect = Expect.ACCEPTABLE,
        desc = "fell asleep after all was seen")
@Outcome(
        id = {"-1, true", "-1, false"},
        expect = Expect.ACCEPTABLE,
        desc = "saw a report, stayed awake")
@State
public class SecondSleepStress {
    private final Rows.WakeFlag clock = new Rows.WakeFlag();
    private final IdleWakeup idleWakeup = new IdleWakeup(clock);
    private final CounterRow row = Rows.row(idleWakeup);

    @Actor
    public void capture() {
        row.keyPress();
        row.scroll(0, 120);
        row.waiting();
    }

    @Actor
    public void sampler(IZ_Result r) {
        idleWakeup.arm(); // the sleep that ends by itself, as when an open interval is due
        idleWakeup.disarm();
        int seen = (int) row.reports();
        idleWakeup.arm();
        r.r1 = row.reports() == seen ? seen : -1;
    }

    @Arbiter
    public void after(IZ_Result r) {
        r.r2 = clock.woken;
    }
}
