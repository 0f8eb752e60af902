package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureException;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.sink.Counts;
import dev.tally.testkit.CollectingSink;
import dev.tally.testkit.ScriptedSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * A monitor on a clock that the test moves, with a source and a sink that follow a script. After each test, nothing may be
 * unaccounted for in any of its monitors.
 */
@Timeout(60)
class MonitorFixture {
    static final Duration TICK = Duration.ofMillis(20);
    static final Duration FLUSH = Duration.ofSeconds(30);
    static final String SAMPLER = "tally-sampler";

    final SteppedClock clock = new SteppedClock();
    final ScriptedSource source = new ScriptedSource();
    final CollectingSink sink = new CollectingSink("main");
    final Calls calls = new Calls();
    final List<ActivityMonitor> started = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeAll() throws InterruptedException {
        for (ActivityMonitor monitor : started) {
            close(monitor);
            assertNothingUnaccounted(monitor);
        }
        assertEquals(List.of(), sink.violations());
    }

    /** Starts a monitor on the stepped clock and waits until it is live and its sampler has seen that. */
    final ActivityMonitor start(ActivityMonitorBuilder builder) throws Exception {
        ActivityMonitor monitor = builder.clock(clock)
                .sampleEvery(TICK)
                .flushEvery(FLUSH)
                .listener(calls)
                .start();
        started.add(monitor);
        assertTrue(calls.live.await(10, TimeUnit.SECONDS));
        clock.awaitRest();
        return monitor;
    }

    /** Closes a monitor in a thread of its own. */
    static Thread closing(ActivityMonitor monitor) {
        Thread closer = new Thread(monitor::close, "tally-test-closer");
        closer.setDaemon(true);
        closer.start();
        return closer;
    }

    /** Closes a monitor, and lets the clock go on while that waits. */
    final void close(ActivityMonitor monitor) throws InterruptedException {
        Thread closer = closing(monitor);
        clock.awaitRest();
        while (closer.isAlive()) {
            clock.advance(Duration.ofMillis(10));
        }
    }

    /** Checks that every ledger balances, with or without a spool. */
    static void assertNothingUnaccounted(ActivityMonitor monitor) {
        for (Ledger ledger : monitor.snapshot().ledgers()) {
            assertEquals(Counts.NONE, ledger.unaccounted(), ledger::toString);
        }
    }

    /** Checks that every ledger balances, and what is pending for the first sink. */
    static void assertBalanced(ActivityMonitor monitor, Counts pendingOfFirst) {
        MonitorSnapshot snapshot = monitor.snapshot();
        assertEquals(pendingOfFirst, snapshot.ledgers().get(0).pending());
        for (Ledger ledger : snapshot.ledgers()) {
            assertEquals(Counts.NONE, ledger.unaccounted());
            assertEquals(snapshot.seen(), ledger.seen());
        }
    }

    /** The calls of the listener, in order. */
    static final class Calls implements MonitorListener {
        final List<String> names = new CopyOnWriteArrayList<>();
        final List<String> warnings = new CopyOnWriteArrayList<>();
        final CountDownLatch live = new CountDownLatch(1);

        long count(String name) {
            return names.stream().filter(name::equals).count();
        }

        @Override
        public void opened(SourceTraits traits) {
            names.add("opened");
        }

        @Override
        public void live(SourceTraits traits) {
            names.add("live");
        }

        @Override
        public void devices(int keyboards, int pointers) {
            names.add("devices " + keyboards + "/" + pointers);
            live.countDown();
        }

        @Override
        public void interrupted(CaptureException why, Duration pause) {
            names.add("interrupted");
        }

        @Override
        public void captureEnded(Throwable why) {
            names.add("captureEnded");
        }

        @Override
        public void warning(String message) {
            warnings.add(message);
        }

        @Override
        public void closed(List<Ledger> ledgers) {
            names.add("closed");
        }
    }
}
