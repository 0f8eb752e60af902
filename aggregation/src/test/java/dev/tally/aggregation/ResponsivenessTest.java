package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watchdog is told that the monitor works only while its threads do. */
@Timeout(60)
class ResponsivenessTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final CaptureOptions options =
            CaptureOptions.defaults().backend("simulated").with("simulated.script", "keys 3");

    @Test
    void anIdleMonitorWorks() throws Exception {
        try (ActivityMonitor monitor =
                ActivityMonitor.of(CaptureBackends.best(options), options).start()) {
            assertTrue(monitor.isResponsive(SOON));
            assertTrue(monitor.isResponsive(SOON));
        }
    }

    @Test
    void aMonitorWhoseSamplerIsStuckDoesNot() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (ActivityMonitor monitor = ActivityMonitor.of(CaptureBackends.best(options), options)
                .onTotals(Duration.ofMillis(20), totals -> {
                    stuck.countDown();
                    await(release);
                })
                .start()) {
            stuck.await();
            assertFalse(monitor.isResponsive(Duration.ofMillis(50)));
            release.countDown();
            assertTrue(monitor.isResponsive(SOON));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
