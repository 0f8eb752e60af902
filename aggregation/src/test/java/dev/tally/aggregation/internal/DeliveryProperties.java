package dev.tally.aggregation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorListener;
import dev.tally.aggregation.SteppedClock;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.testkit.ActivityDomain;
import dev.tally.testkit.CollectingSink;
import dev.tally.testkit.CollectingSink.Answer;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** Delivered equals recorded, whatever the sink does and whenever, and the ledger balances at every moment. */
@Domain(ActivityDomain.class)
@Domain(DomainContext.Global.class)
class DeliveryProperties {
    private static final Duration LONGER_THAN_ANY_PAUSE = Duration.ofSeconds(61);

    @Provide
    Arbitrary<List<Answer>> answers() {
        return Arbitraries.of(Answer.ACCEPT, Answer.REFUSE, Answer.LOSE_ANSWER, Answer.BREAK)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 200)
    void deliveredEqualsRecorded(
            @ForAll List<ActivityInterval> run,
            @ForAll("answers") List<Answer> answers,
            @ForAll @IntRange(min = 2, max = 6) int capacity,
            @ForAll @IntRange(min = 0, max = 40_000) int millisBetween) {
        SteppedClock clock = new SteppedClock();
        CollectingSink sink = new CollectingSink("any").then(answers.toArray(Answer[]::new));
        SinkWorker worker = new SinkWorker(sink, new Outbox(capacity), Platform.of(clock), new MonitorListener() {});
        worker.start();
        Counts recorded = Counts.NONE;
        for (ActivityInterval interval : run) {
            worker.offer(interval);
            recorded = recorded.plus(interval.counts());
            assertBalanced(worker, recorded);
            clock.advance(Duration.ofMillis(millisBetween));
            assertBalanced(worker, recorded);
        }
        for (int i = 0; i <= answers.size(); i++) {
            clock.advance(LONGER_THAN_ANY_PAUSE);
        }
        assertEquals(recorded, sink.total());
        assertEquals(recorded, worker.totals().ledger("any", recorded).delivered());
        end(worker, clock);
        assertEquals(List.of(), sink.violations());
        assertEquals(1, sink.closes());
    }

    @Property(tries = 100)
    void whatACloseLeavesIsPendingAndNeverHalf(
            @ForAll List<ActivityInterval> run, @ForAll("answers") List<Answer> answers) {
        SteppedClock clock = new SteppedClock();
        CollectingSink sink =
                new CollectingSink("any").then(answers.toArray(Answer[]::new)).otherwise(Answer.REFUSE);
        SinkWorker worker = new SinkWorker(sink, new Outbox(8), Platform.of(clock), new MonitorListener() {});
        worker.start();
        run.forEach(worker::offer);
        worker.finish(clock.nanoTime() + Duration.ofSeconds(2).toNanos());
        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofMillis(25));
        }
        assertTrue(worker.awaitEnd(clock.nanoTime()));
        Counts recorded = run.stream().map(ActivityInterval::counts).reduce(Counts.NONE, Counts::plus);
        Ledger ledger = assertBalanced(worker, recorded);
        assertEquals(List.of(), sink.violations());
        Counts unanswered = sink.total().minus(ledger.delivered()); // at most one interval, whose answer was lost
        List<ActivityInterval> received = sink.received();
        assertTrue(!unanswered.hasActivity()
                || unanswered.equals(received.get(received.size() - 1).counts()));
    }

    private static Ledger assertBalanced(SinkWorker worker, Counts recorded) {
        Ledger ledger = worker.totals().ledger("any", recorded);
        assertEquals(Counts.NONE, ledger.unaccounted());
        assertEquals(recorded, ledger.seen());
        return ledger;
    }

    private static void end(SinkWorker worker, SteppedClock clock) {
        worker.finish(clock.nanoTime() + 1);
        clock.advance(Duration.ofSeconds(1));
        assertTrue(worker.awaitEnd(clock.nanoTime()));
    }
}
