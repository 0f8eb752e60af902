package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A monitor with simulated input, on the clock of this machine. */
class SimulatedInputTest {
    private static final String SCRIPT = "keys 500; click left 60; click middle 30; click right 20; click other 5;"
            + " wheel 25; wheel -15; wheel 0.5; hwheel 3; move 1000 3 4; repeats 7; gap";
    private static final Counts EXPECTED = Counts.NONE
            .with(Count.KEY_PRESSES, 500)
            .with(Count.KEY_REPEATS, 7)
            .with(Count.LEFT_CLICKS, 60)
            .with(Count.MIDDLE_CLICKS, 30)
            .with(Count.RIGHT_CLICKS, 20)
            .with(Count.OTHER_CLICKS, 5)
            .with(Count.SCROLL_DETENTS, 40)
            .with(Count.VERTICAL_120, 4860)
            .with(Count.HORIZONTAL_120, 360)
            .with(Count.MOTIONS, 1000)
            .with(Count.DISTANCE_1000, 5_000_000)
            .with(Count.GAPS, 1);

    @Test
    void everyReportIsDeliveredOnce() throws Exception {
        CaptureOptions options = CaptureOptions.defaults()
                .backend("simulated")
                .with("simulated.rate", "5000")
                .with("simulated.script", SCRIPT);
        CaptureProvider provider = CaptureBackends.best(options);
        List<ActivityInterval> received = new CopyOnWriteArrayList<>();
        CountDownLatch live = new CountDownLatch(1);
        ActivityMonitor monitor = ActivityMonitor.of(provider, options)
                .sink(new Remembering(received))
                .flushEvery(Duration.ofMillis(50))
                .listener(new MonitorListener() {
                    @Override
                    public void devices(int keyboards, int pointers) {
                        live.countDown();
                    }
                })
                .start();
        assertTrue(live.await(10, TimeUnit.SECONDS));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (monitor.snapshot().seen().gaps() == 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        monitor.close();

        Counts sum = received.stream().map(ActivityInterval::counts).reduce(Counts.NONE, Counts::plus);
        assertEquals(EXPECTED, withoutTime(sum));
        assertTrue(received.size() > 2, () -> "cut into " + received);
        Ledger ledger = monitor.snapshot().ledgers().get(0);
        assertEquals(Counts.NONE, ledger.pending());
        assertEquals(Counts.NONE, ledger.unaccounted());
    }

    private static Counts withoutTime(Counts counts) {
        return counts.with(Count.ACTIVE_MILLIS, 0);
    }

    private record Remembering(List<ActivityInterval> received) implements IntervalSink {
        @Override
        public String name() {
            return "remembering";
        }

        @Override
        public void write(ActivityInterval interval) {
            received.add(interval);
        }

        @Override
        public void close() {}
    }
}
