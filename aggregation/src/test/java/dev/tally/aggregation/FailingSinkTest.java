package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.InputHandler;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import dev.tally.testkit.CollectingSink;
import dev.tally.testkit.CollectingSink.Answer;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.Undeclared;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sinks that are slow, refuse, hang or break: each harms only itself, and no count is lost. */
class FailingSinkTest extends MonitorFixture {
    @Test
    void aSlowSinkDelaysOnlyItself() throws Exception {
        CollectingSink stuck = new CollectingSink("stuck").otherwise(Answer.HANG);
        ActivityMonitor monitor =
                start(ActivityMonitor.of(source).sink(stuck).sink(sink).outboxCapacity(3));
        for (int i = 0; i < 10; i++) {
            source.report(InputHandler::keyPress);
            clock.advance(FLUSH.plus(TICK));
        }
        assertEquals(10, sink.total().keyPresses());
        assertEquals(0, stuck.total().keyPresses());
        assertEquals(1, stuck.attempts().size());
        assertBalanced(monitor, monitor.snapshot().ledgers().get(0).pending());
        stuck.otherwise(Answer.ACCEPT);
        Eventually.isTrue("the sink that was stuck is tried again", () -> isRetried(stuck));
        assertEquals(10, stuck.total().keyPresses());
        assertEquals(List.of(), stuck.violations());
    }

    /** The retry waits on the stepped clock. */
    private boolean isRetried(CollectingSink retried) {
        clock.advance(Duration.ofSeconds(1));
        return retried.total().keyPresses() == 10;
    }

    @Test
    void aSinkThatHangsIsInterruptedWithinTheDeadline() throws Exception {
        sink.otherwise(Answer.HANG);
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        long start = clock.nanoTime();
        close(monitor);
        assertTrue(clock.nanoTime() - start <= TimeUnit.SECONDS.toNanos(2));
        assertEquals(1, monitor.snapshot().ledgers().get(0).pending().keyPresses());
        assertEquals(1, sink.closes());
        assertBalanced(monitor, monitor.snapshot().seen());
    }

    @Test
    void aSinkThatIgnoresTheInterruptDoesNotHoldUpTheClose() throws Exception {
        sink.otherwise(Answer.HANG_HARD);
        CollectingSink sound = new CollectingSink("sound");
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink).sink(sound));
        source.report(InputHandler::keyPress);
        long start = clock.nanoTime();
        close(monitor);
        assertTrue(clock.nanoTime() - start <= TimeUnit.SECONDS.toNanos(2));
        assertEquals(1, sound.total().keyPresses());
        assertEquals(List.of("main: the sink does not return; going on without it"), calls.warnings);
        sink.otherwise(Answer.ACCEPT);
        sink.await(() -> sink.closes() >= 1);
    }

    @Test
    void aDeadSinkIsTriedSeveralTimesBeforeTheDeadline() throws Exception {
        sink.otherwise(Answer.REFUSE);
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        long start = clock.nanoTime();
        close(monitor);
        assertTrue(clock.nanoTime() - start <= TimeUnit.SECONDS.toNanos(2));
        assertTrue(sink.attempts().size() >= 3, () -> sink.attempts().size() + " attempts");
        assertEquals(1, monitor.snapshot().ledgers().get(0).pending().keyPresses());
    }

    @Test
    void aSinkThatRecoversDuringTheCloseGetsEverything() throws Exception {
        sink.then(Answer.REFUSE, Answer.LOSE_ANSWER, Answer.BREAK);
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        close(monitor);
        assertEquals(1, sink.total().keyPresses());
        assertBalanced(monitor, Counts.NONE);
    }

    @Test
    void aSinkThatThrowsACheckedExceptionIsTriedAgainAndClosed() throws Exception {
        sink.then(Answer.BREAK);
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(new Undeclaring(sink)));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        clock.advance(Duration.ofMinutes(1));
        assertEquals(1, sink.total().keyPresses());
        close(monitor);
        assertEquals(1, sink.closes());
        assertEquals(List.of("main: failed to close: " + new IOException("on purpose")), calls.warnings);
    }

    /** A sink as one in Kotlin can be. */
    private record Undeclaring(CollectingSink sink) implements IntervalSink {
        @Override
        public String name() {
            return sink.name();
        }

        @Override
        public void write(ActivityInterval interval) throws SinkException, InterruptedException {
            try {
                sink.write(interval);
            } catch (IllegalStateException e) {
                throw Undeclared.thrown(new IOException(e));
            }
        }

        @Override
        public void close() {
            sink.close();
            throw Undeclared.thrown(new IOException("on purpose"));
        }
    }

    @Test
    void aReceiverThatAsksForAPauseGetsIt() throws Exception {
        sink.then(Answer.REFUSE).asking(Duration.ofMinutes(10));
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        clock.advance(Duration.ofMinutes(10).minusMillis(30));
        assertEquals(1, sink.attempts().size());
        clock.advance(Duration.ofMillis(30));
        assertEquals(2, sink.attempts().size());
        assertEquals(1, sink.total().keyPresses());
    }

    @Test
    void aPauseThatDoesNotFitTheDeadlineEndsTheCloseAfterOneMoreAttempt() throws Exception {
        sink.otherwise(Answer.REFUSE).asking(Duration.ofMinutes(10));
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        assertEquals(1, sink.attempts().size());
        close(monitor);
        assertEquals(2, sink.attempts().size());
        assertEquals(1, monitor.snapshot().ledgers().get(0).pending().keyPresses());
    }

    @Test
    void aFullOutboxMergesAndLosesNothing() throws Exception {
        sink.otherwise(Answer.REFUSE);
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink).outboxCapacity(2));
        for (int i = 0; i < 20; i++) {
            source.report(InputHandler::keyPress);
            clock.advance(FLUSH.plus(TICK));
        }
        sink.otherwise(Answer.ACCEPT);
        clock.advance(Duration.ofMinutes(2));
        assertEquals(20, sink.total().keyPresses());
        assertEquals(2, sink.received().size());
        assertEquals(20, sink.received().get(1).last());
        assertBalanced(monitor, Counts.NONE);
    }
}
