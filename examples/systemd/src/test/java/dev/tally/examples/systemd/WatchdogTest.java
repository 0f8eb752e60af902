package dev.tally.examples.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A program that failed to prove once that it works is asked again while systemd still waits. */
class WatchdogTest {
    @Test
    void afterAFailureItIsAskedAgainMuchSooner() {
        assertEquals(Duration.ofSeconds(10), Watchdog.afterFailure(Duration.ofSeconds(150)));
        assertEquals(Duration.ofMillis(200), Watchdog.afterFailure(Duration.ofSeconds(2)));
    }
}
