package dev.tally.aggregation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.aggregation.Ledger;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which intervals a full outbox merges. */
class OutboxTest {
    private static final UUID RUN = UUID.randomUUID();
    private static final UUID EARLIER = UUID.randomUUID();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private int offered;

    @Test
    void twoOfTheSameFiveMinutesAreMergedBeforeTwoThatAreNearer() {
        Outbox outbox = new Outbox(4);
        offer(outbox, 0, 30); // the oldest is left alone
        offer(outbox, 60, 90);
        offer(outbox, 240, 270); // the same five minutes
        offer(outbox, 310, 340); // nearer to the one before, but in the next five minutes
        offer(outbox, 700, 730);
        assertEquals(List.of("1-1", "2-3", "4-4", "5-5"), numbers(outbox));
    }

    @Test
    void thePairThatIsShortestIsMergedFirst() {
        Outbox outbox = new Outbox(3);
        offer(outbox, 0, 30);
        offer(outbox, 300, 330);
        offer(outbox, 400, 430);
        offer(outbox, 440, 470);
        assertEquals(List.of("1-1", "2-2", "3-4"), numbers(outbox));
    }

    @Test
    void aTimeThatTheClockWasSetBackToIsFarAway() {
        Outbox outbox = new Outbox(3);
        offer(outbox, 0, 30);
        offer(outbox, 30, 60);
        offer(outbox, -3600, -3570);
        offer(outbox, -3500, -3470);
        assertEquals(List.of("1-1", "2-2", "3-4"), numbers(outbox));
    }

    @Test
    void clocksThatSayAnythingAreNoReasonToFail() {
        Outbox outbox = new Outbox(2);
        outbox.offer(new ActivityInterval(RUN, 1, 1, Instant.MIN, Instant.MAX, Counts.NONE));
        outbox.offer(new ActivityInterval(RUN, 2, 2, Instant.MIN, Instant.MIN, Counts.NONE));
        outbox.offer(new ActivityInterval(RUN, 3, 3, Instant.MAX, Instant.MAX, Counts.NONE));
        assertEquals(List.of("1-1", "2-3"), numbers(outbox));
    }

    @Test
    void aDeviceThatLiesOverfillsNoTotal() {
        Counts most = Counts.NONE.with(Count.DISTANCE_1000, Long.MAX_VALUE);
        ActivityInterval left = new ActivityInterval(EARLIER, 7, 7, NOON, NOON, most);
        Outbox outbox = new Outbox(2, new Outbox.Store() {
            @Override
            public List<ActivityInterval> restored() {
                return List.of(left);
            }
        });
        outbox.offer(new ActivityInterval(RUN, 1, 1, NOON, NOON, most));
        Ledger ledger = outbox.totals().ledger("sink", most);
        assertEquals(most, ledger.pending());
        assertEquals(Counts.NONE, ledger.unaccounted());
    }

    @Test
    void neitherTheOldestNorThoseOfEarlierRunsAreMerged() {
        List<ActivityInterval> left = List.of(interval(EARLIER, 7, 0, 10), interval(EARLIER, 8, 10, 20));
        Outbox outbox = new Outbox(2, new Outbox.Store() {
            @Override
            public List<ActivityInterval> restored() {
                return left;
            }
        });
        offer(outbox, 30, 40);
        offer(outbox, 900, 910);
        offer(outbox, 2000, 2010);
        assertEquals(List.of("7-7", "8-8", "1-3"), numbers(outbox));
    }

    private void offer(Outbox outbox, int fromSecond, int toSecond) {
        offered++;
        outbox.offer(interval(RUN, offered, fromSecond, toSecond));
        assertEquals(
                offered,
                outbox.totals().offered().minus(outbox.totals().restored()).keyPresses());
    }

    private static ActivityInterval interval(UUID run, int number, int fromSecond, int toSecond) {
        return new ActivityInterval(
                run,
                number,
                number,
                NOON.plus(Duration.ofSeconds(fromSecond)),
                NOON.plus(Duration.ofSeconds(toSecond)),
                Counts.NONE.with(Count.KEY_PRESSES, 1));
    }

    /** Takes all out, in order. */
    private static List<String> numbers(Outbox outbox) {
        List<String> numbers = new ArrayList<>();
        Optional<ActivityInterval> next = outbox.attempt();
        while (next.isPresent()) {
            numbers.add(next.get().first() + "-" + next.get().last());
            outbox.accepted();
            next = outbox.attempt();
        }
        return numbers;
    }
}
