package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.InputHandler;
import dev.tally.sink.Counts;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.Undeclared;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a receiver of totals is called, and with what. */
class TotalsTest extends MonitorFixture {
    private final List<Long> presses = new CopyOnWriteArrayList<>();

    private void told(Counts totals) {
        presses.add(totals.keyPresses());
    }

    private void press(int times) {
        for (int i = 0; i < times; i++) {
            source.report(InputHandler::keyPress);
        }
    }

    @Test
    void totalsAreToldAtTheFirstInputAndThenOnceInAPeriod() throws Exception {
        start(ActivityMonitor.of(source).sink(sink).onTotals(Duration.ofMillis(500), this::told));
        press(1);
        clock.advance(TICK);
        assertEquals(List.of(1L), presses);
        for (int i = 0; i < 4; i++) {
            press(2);
            clock.advance(Duration.ofMillis(100));
        }
        assertEquals(List.of(1L), presses, "420 ms after the first");
        press(2);
        clock.advance(Duration.ofMillis(100));
        assertEquals(List.of(1L, 11L), presses);
    }

    @Test
    void theLastTotalsOfABurstAreToldWhenItIsOver() throws Exception {
        start(ActivityMonitor.of(source).sink(sink).onTotals(Duration.ofHours(1), this::told));
        press(1);
        clock.advance(TICK);
        press(3);
        clock.advance(Duration.ofMillis(500));
        assertEquals(List.of(1L), presses);
        clock.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1L, 4L), presses);
    }

    @Test
    void whileIdleNothingIsToldAndNothingWakes() throws Exception {
        start(ActivityMonitor.of(source).onTotals(Duration.ofMillis(100), this::told));
        clock.advance(Duration.ofSeconds(2));
        assertTrue(clock.waitsWithoutTimer(SAMPLER));
        int before = clock.waits(SAMPLER);
        clock.advance(Duration.ofHours(8));
        assertEquals(before, clock.waits(SAMPLER));
        assertEquals(List.of(), presses);
    }

    @Test
    void theCloseTellsWhatWasNotToldYet() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).onTotals(Duration.ofHours(1), this::told));
        press(1);
        clock.advance(TICK);
        press(6);
        close(monitor);
        assertEquals(List.of(1L, 7L), presses);
    }

    @Test
    void aReceiverThatThrowsStopsNothing() throws Exception {
        start(ActivityMonitor.of(source)
                .sink(sink)
                .onTotals(TICK, totals -> {
                    throw new IllegalStateException("on purpose");
                })
                .onTotals(TICK, totals -> {
                    throw Undeclared.thrown(new IOException("on purpose"));
                })
                .onTotals(TICK, this::told));
        press(1);
        clock.advance(TICK);
        press(1);
        clock.advance(FLUSH);
        assertEquals(2, sink.total().keyPresses());
        assertEquals(List.of(1L, 2L), presses);
    }

    @Test
    void aReceiverMayCloseTheMonitor() throws Exception {
        CompletableFuture<ActivityMonitor> monitor = new CompletableFuture<>();
        ActivityMonitor closed = start(ActivityMonitor.of(source).sink(sink).onTotals(TICK, totals -> {
            monitor.join().close();
            monitor.join().close();
        }));
        monitor.complete(closed);
        press(1);
        clock.advance(TICK);
        Eventually.isTrue("the monitor is closed", () -> calls.count("closed") == 1);
        assertEquals(1, sink.total().keyPresses());
        assertEquals(1, sink.closes());
    }

    @Test
    void aReceiverThatInterruptsItsThreadStopsNothing(@TempDir Path directory) throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source)
                .sink(sink)
                .spool(directory)
                .onTotals(TICK, totals -> Thread.currentThread().interrupt()));
        press(1);
        clock.advance(TICK);
        press(1);
        clock.advance(FLUSH);
        assertEquals(2, sink.total().keyPresses());
        assertEquals(Optional.of(directory), monitor.snapshot().spool());
        assertEquals(List.of(), calls.warnings);
    }

    @Test
    void aPeriodMustBePositive() {
        assertThrows(
                IllegalArgumentException.class, () -> ActivityMonitor.of(source).onTotals(Duration.ZERO, this::told));
    }
}
