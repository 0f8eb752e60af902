package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.InputHandler;
import dev.tally.sink.Counts;
import dev.tally.testkit.ScriptedProvider;
import dev.tally.testkit.ScriptedSource;
import dev.tally.testkit.fixtures.Eventually;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** During a pause the source is closed; what was counted before and after it is delivered. */
class PauseTest extends MonitorFixture {
    private final ScriptedProvider provider = new ScriptedProvider(source);
    private final ScriptedSource next = new ScriptedSource();

    private ActivityMonitor start() throws Exception {
        return start(ActivityMonitor.of(provider, CaptureOptions.defaults()).sink(sink));
    }

    @Test
    void aPauseCountsWhatTheSystemHeldBackAndClosesTheSource() throws Exception {
        ActivityMonitor monitor = start();
        source.report(InputHandler::keyPress);
        source.hold(InputHandler::keyPress);
        monitor.pause();
        monitor.pause();
        assertEquals(1, source.closes());
        assertTrue(monitor.snapshot().paused());
        assertFalse(monitor.snapshot().live());
        assertEquals(0, monitor.snapshot().keyboards());
        clock.advance(TICK);
        clock.advance(FLUSH);
        assertEquals(2, sink.total().keyPresses());
        assertBalanced(monitor, Counts.NONE);
    }

    @Test
    void afterAPauseTheSameMonitorCountsOn() throws Exception {
        ActivityMonitor monitor = start();
        source.report(InputHandler::keyPress);
        monitor.pause();
        provider.add(next);
        monitor.resume();
        monitor.resume();
        Eventually.isTrue("counting goes on", () -> monitor.snapshot().live());
        next.report(InputHandler::keyPress);
        close(monitor);
        assertEquals(2, sink.total().keyPresses());
        assertEquals(1, next.closes());
        assertEquals(0, calls.count("interrupted") + calls.count("captureEnded"));
    }

    @Test
    void aPauseGoesOnWhileTheSourceCannotBeOpened() throws Exception {
        ActivityMonitor monitor = start();
        monitor.pause();
        assertThrows(CaptureException.class, monitor::resume);
        assertTrue(monitor.isPaused());
        provider.add(next);
        monitor.resume();
        assertFalse(monitor.isPaused());
    }

    @Test
    void aSourceThatDoesNotStopIsNotJoinedByASecondOne() throws Exception {
        ActivityMonitor monitor = start();
        source.deaf(true);
        monitor.pause();
        provider.add(next);
        CaptureException refused = assertThrows(CaptureException.class, monitor::resume);
        assertTrue(String.valueOf(refused.getMessage()).contains("has not stopped yet"), refused::toString);
        source.deaf(false);
        Eventually.isTrue("the source has stopped", () -> source.closes() == 1);
        Eventually.isTrue("counting goes on", () -> hasResumed(monitor));
        assertEquals(0, calls.count("captureEnded"));
    }

    @Test
    void aMonitorOfOneSourceStaysPaused() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        monitor.pause();
        CaptureException refused = assertThrows(CaptureException.class, monitor::resume);
        assertTrue(String.valueOf(refused.getMessage()).contains("cannot be opened again"), refused::toString);
        assertTrue(monitor.isPaused());
        assertEquals(1, calls.count("opened"));
    }

    private static boolean hasResumed(ActivityMonitor monitor) {
        try {
            monitor.resume();
            return true;
        } catch (CaptureException e) {
            return false; // the thread of the first source is still about to end
        }
    }

    private ActivityMonitor startPaused() throws Exception {
        return startPaused(ActivityMonitor.of(provider, CaptureOptions.defaults()));
    }

    private ActivityMonitor startPaused(ActivityMonitorBuilder builder) throws Exception {
        ActivityMonitor monitor = builder.sink(sink)
                .clock(clock)
                .sampleEvery(TICK)
                .listener(calls)
                .startPaused()
                .start();
        started.add(monitor);
        return monitor;
    }

    @Test
    void aMonitorThatStartsInAPauseOpensItsSourceOnlyAfterIt() throws Exception {
        ActivityMonitor monitor = startPaused();
        assertEquals(0, calls.count("opened"));
        assertTrue(monitor.snapshot().paused());
        assertFalse(monitor.snapshot().live());
        monitor.resume();
        Eventually.isTrue("counting begins", () -> monitor.snapshot().live());
        source.report(InputHandler::keyPress);
        close(monitor);
        assertEquals(1, sink.total().keyPresses());
    }

    @Test
    void aMonitorThatNeverLeftItsFirstPauseCanBeClosed() throws Exception {
        ActivityMonitor monitor = startPaused();
        monitor.pause();
        close(monitor);
        assertEquals(0, calls.count("opened"));
    }

    @Test
    void aSourceThatWasNeverReadIsClosedWithTheMonitor() throws Exception {
        ActivityMonitor monitor = startPaused(ActivityMonitor.of(source));
        close(monitor);
        assertEquals(1, source.closes());
    }

    @Test
    void aSourceThatIsReadAfterTheFirstPauseIsClosedOnce() throws Exception {
        ActivityMonitor monitor = startPaused(ActivityMonitor.of(source));
        monitor.resume();
        Eventually.isTrue("counting begins", () -> monitor.snapshot().live());
        close(monitor);
        assertEquals(1, source.closes());
    }

    @Test
    void aCloseDoesNotWaitForASourceThatIsBeingOpened() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch opens = new CountDownLatch(1);
        ScriptedSource slow = new ScriptedSource();
        ActivityMonitor monitor = startPaused(new ActivityMonitorBuilder((handler, watch) -> {
                    opening.countDown();
                    await(opens);
                    return CaptureSession.start(slow, handler, watch);
                })
                .closeWithin(Duration.ofMillis(100)));
        Thread resuming = new Thread(() -> hasResumed(monitor));
        resuming.start();
        opening.await();
        Thread closer = closing(monitor);
        closer.join(10_000);
        boolean hasWaited = closer.isAlive();
        opens.countDown();
        resuming.join();
        closer.join();
        assertFalse(hasWaited);
        Eventually.isTrue("the source that was opened too late is closed", () -> slow.closes() == 1);
        assertEquals(0, calls.count("captureEnded"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPauseByAnInterruptedThreadCountsWhatTheSystemHeldBack() throws Exception {
        ActivityMonitor monitor = start();
        source.hold(InputHandler::keyPress);
        Thread.currentThread().interrupt();
        monitor.pause();
        assertTrue(Thread.interrupted());
        assertEquals(1, source.closes());
        assertEquals(1, source.syncs());
        assertEquals(1, monitor.snapshot().seen().keyPresses());
    }

    @Test
    void aMonitorThatIsPausedCanBeClosed() throws Exception {
        ActivityMonitor monitor = start();
        source.report(InputHandler::keyPress);
        monitor.pause();
        close(monitor);
        assertEquals(1, sink.total().keyPresses());
        monitor.resume();
        assertFalse(monitor.snapshot().live());
    }
}
