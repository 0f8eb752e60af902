package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.InputHandler;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import dev.tally.testkit.CollectingSink;
import dev.tally.testkit.fixtures.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a close still counts and delivers, and how long it may take. */
class MonitorCloseTest extends MonitorFixture {
    @Test
    void aCloseDeliversWhatIsOpenAndWhatTheSystemHeldBack() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        source.hold(InputHandler::keyPress);
        close(monitor);
        assertEquals(2, sink.total().keyPresses());
        assertBalanced(monitor, Counts.NONE);
    }

    @Test
    void aCloseDeliversALastIntervalEvenIfItIsEmpty() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        close(monitor);
        assertEquals(
                List.of(Counts.NONE),
                sink.received().stream().map(ActivityInterval::counts).toList());
    }

    @Test
    void aCloseIsIdempotentAndEndsEveryThread() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        close(monitor);
        close(monitor);
        assertEquals(1, sink.closes());
        assertEquals(1, source.closes());
        assertEquals(1, sink.attempts().size());
        assertEquals(1, calls.count("closed"));
        Eventually.isTrue(
                "no thread is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .noneMatch(name -> name.equals(SAMPLER) || name.equals("tally-sink-main")));
    }

    @Test
    void aSinkMayCloseTheMonitor() throws Exception {
        CompletableFuture<ActivityMonitor> monitor = new CompletableFuture<>();
        ActivityMonitor closed = start(ActivityMonitor.of(source).sink(new Closing(sink, monitor)));
        monitor.complete(closed);
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        Eventually.isTrue("the monitor is closed", () -> calls.count("closed") == 1);
        assertEquals(1, sink.total().keyPresses());
        assertEquals(1, sink.closes());
    }

    /** Closes its monitor as soon as it has got an interval. */
    private record Closing(CollectingSink sink, CompletableFuture<ActivityMonitor> monitor) implements IntervalSink {
        @Override
        public String name() {
            return sink.name();
        }

        @Override
        public void write(ActivityInterval interval) throws SinkException, InterruptedException {
            sink.write(interval);
            monitor.join().close();
        }

        @Override
        public void close() {
            sink.close();
        }
    }

    @Test
    void anInterruptedCallerOfCloseLosesNothingAndStaysInterrupted() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        Thread.currentThread().interrupt();
        monitor.close();
        assertTrue(Thread.interrupted());
        assertEquals(1, sink.total().keyPresses());
    }

    @Test
    void settlingGoesOnWhileInputFlows() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink).settle(Duration.ofSeconds(1)));
        source.report(InputHandler::keyPress);
        Thread closer = closing(monitor);
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMillis(250));
            assertTrue(closer.isAlive());
            source.hold(InputHandler::keyPress); // only a sync brings these
        }
        clock.advance(Duration.ofMillis(51));
        assertEquals(4, monitor.snapshot().seen().keyPresses());
        clock.advance(Duration.ofMillis(300));
        closer.join(10_000);
        assertEquals(4, sink.total().keyPresses());
    }

    @Test
    void settlingHasAnEnd() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink).settle(Duration.ofMinutes(1)));
        Thread closer = closing(monitor);
        long start = clock.nanoTime();
        for (int i = 0; i < 200 && closer.isAlive() && source.closes() == 0; i++) {
            source.hold(InputHandler::keyPress);
            clock.advance(Duration.ofMillis(10));
        }
        closer.join(10_000);
        assertFalse(closer.isAlive());
        assertTrue(clock.nanoTime() - start <= TimeUnit.MILLISECONDS.toNanos(1600), "a quarter is kept for delivering");
        assertEquals(monitor.snapshot().seen(), sink.total());
    }

    @Test
    void withoutInputSettlingIsNotWaitedFor() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink).settle(Duration.ofSeconds(1)));
        source.report(InputHandler::keyPress);
        clock.advance(Duration.ofSeconds(1));
        long start = clock.nanoTime();
        close(monitor);
        assertEquals(start, clock.nanoTime());
    }
}
