package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.InputHandler;
import dev.tally.sink.ActivityInterval;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When intervals are cut, what is in them, and when the sampler rests. */
class IntervalCutTest extends MonitorFixture {
    @Test
    void anIntervalIsCutWhenItIsDue() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.minusMillis(1));
        assertEquals(List.of(), sink.attempts());
        clock.advance(Duration.ofMillis(21));
        assertEquals(1, sink.total().keyPresses());
        assertEquals(1, sink.attempts().size());
    }

    @Test
    void withoutActivityNothingIsDelivered() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        clock.advance(Duration.ofHours(1));
        assertEquals(List.of(), sink.attempts());
    }

    @Test
    void whileIdleNoThreadWakes() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plusSeconds(2));
        assertTrue(clock.waitsWithoutTimer(SAMPLER));
        assertTrue(clock.waitsWithoutTimer("tally-sink-main"));
        int sampler = clock.waits(SAMPLER);
        int worker = clock.waits("tally-sink-main");
        clock.advance(Duration.ofHours(8));
        assertEquals(sampler, clock.waits(SAMPLER));
        assertEquals(worker, clock.waits("tally-sink-main"));
    }

    @Test
    void anOpenIntervalCostsOneWaitWhileIdle() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(Duration.ofSeconds(2));
        int before = clock.waits(SAMPLER);
        clock.advance(Duration.ofSeconds(27));
        assertEquals(before, clock.waits(SAMPLER));
        clock.advance(Duration.ofSeconds(2));
        assertEquals(1, sink.total().keyPresses());
    }

    @Test
    void theFirstReportAfterIdlingWakesTheSampler() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofHours(1));
            source.report(InputHandler::keyPress);
            clock.advance(FLUSH.plus(TICK));
            assertEquals(i + 1, sink.total().keyPresses());
        }
    }

    @Test
    void whatTheSystemHoldsBackIsFetchedBeforeACut() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        source.hold(h -> h.motion(3, 4));
        clock.advance(FLUSH.plus(TICK));
        assertEquals(1, sink.total().motions());
        assertEquals(5000, sink.total().distance1000());
    }

    @Test
    void theSystemIsAskedForWhatItHoldsBackOncePerTickAndNeverWhileIdle() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        clock.advance(Duration.ofHours(1));
        int before = source.flushes();
        source.report(InputHandler::keyPress);
        clock.advance(TICK.multipliedBy(10));
        int asked = source.flushes() - before;
        assertTrue(asked >= 9 && asked <= 11, () -> "asked " + asked + " times in 10 ticks");
        clock.advance(Duration.ofSeconds(2));
        int last = source.flushes();
        clock.advance(Duration.ofHours(1));
        assertEquals(last, source.flushes());
    }

    @Test
    void aSystemThatDoesNotAnswerDoesNotHoldUpTheCut() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        source.deaf(true);
        clock.advance(FLUSH.plus(TICK));
        source.deaf(false);
        assertEquals(1, sink.total().keyPresses());
    }

    @Test
    void activeTimeIsTheTimeOfTicksWithInput() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        clock.advance(TICK); // the sampler has looked once, so that the first input is not at its very start
        for (int i = 0; i < 10; i++) {
            source.report(InputHandler::keyPress);
            source.report(InputHandler::keyPress);
            clock.advance(TICK);
        }
        clock.advance(Duration.ofHours(1));
        assertEquals(200, sink.total().activeMillis());
        assertEquals(20, sink.total().keyPresses());
    }

    @Test
    void aGapIsNoActiveTime() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::gap);
        clock.advance(Duration.ofHours(1));
        assertEquals(0, sink.total().activeMillis());
        assertEquals(1, sink.total().gaps());
    }

    @Test
    void intervalsAreNumberedWithoutHolesAndDoNotOverlap() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        for (int i = 0; i < 400; i++) {
            source.report(InputHandler::keyPress);
            clock.advance(Duration.ofMillis(310 + 7 * (i % 5)));
        }
        List<ActivityInterval> all = sink.received();
        assertTrue(all.size() >= 4, () -> "only " + all);
        for (int i = 0; i < all.size(); i++) {
            assertEquals(i + 1, all.get(i).first());
            assertEquals(i + 1, all.get(i).last());
            assertTrue(i == 0 || !all.get(i).start().isBefore(all.get(i - 1).end()));
        }
    }

    @Test
    void aWallClockThatIsSetBackMakesNoIntervalEndBeforeItsStart() throws Exception {
        Instant begin = clock.now();
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(Duration.ofSeconds(1));
        Instant other = Instant.parse("2026-01-01T00:00:00Z");
        clock.setWall(other);
        clock.advance(FLUSH);
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        assertEquals(2, sink.total().keyPresses());
        assertIsWithin(begin, FLUSH.plusSeconds(1), sink.received().get(0));
        assertIsWithin(other.plus(FLUSH), FLUSH.plusSeconds(1), sink.received().get(1));
    }

    /** As after a night in which the machine was suspended: the time of the other clock did not pass. */
    @Test
    void countsFromBeforeAndAfterAStepOfTheWallClockAreInTheirOwnTime() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        for (Duration step : List.of(Duration.ofHours(8), Duration.ofHours(-8), Duration.ofDays(-20_000))) {
            int before = sink.received().size();
            Instant evening = clock.now();
            source.report(InputHandler::keyPress);
            clock.advance(Duration.ofSeconds(3));
            clock.setWall(evening.plus(step));
            source.report(InputHandler::gap); // the first input shows the step, and counts with what was before it
            clock.advance(TICK.multipliedBy(2));
            source.report(InputHandler::keyPress);
            source.report(InputHandler::keyPress);
            clock.advance(FLUSH.plus(TICK));
            List<ActivityInterval> cut = sink.received().subList(before, before + 2);
            assertEquals(1, cut.get(0).counts().keyPresses());
            assertIsWithin(evening, Duration.ofSeconds(4), cut.get(0));
            assertEquals(2, cut.get(1).counts().keyPresses());
            assertIsWithin(evening.plus(step), FLUSH.plusSeconds(1), cut.get(1));
        }
    }

    private static void assertIsWithin(Instant since, Duration length, ActivityInterval interval) {
        assertTrue(!interval.start().isBefore(since.truncatedTo(ChronoUnit.SECONDS)), interval::toString);
        assertTrue(!interval.end().isAfter(since.plus(length)), interval::toString);
    }

    @Test
    void fractionsOfADetentCarryOverCuts() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        for (int i = 0; i < 4; i++) {
            source.report(h -> h.scroll(0, -50));
            clock.advance(FLUSH.plus(TICK));
        }
        assertEquals(
                List.of(0L, 0L, 1L, 0L),
                sink.received().stream().map(i -> i.counts().scrollDetents()).toList());
        assertEquals(200, sink.total().vertical120());
    }
}
