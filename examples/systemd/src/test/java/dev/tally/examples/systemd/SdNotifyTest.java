package dev.tally.examples.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How often systemd wants to be told is read from the environment, if it is meant for this process. */
class SdNotifyTest {
    private static Optional<Duration> period(Map<String, String> environment) {
        return SdNotify.of(environment).watchdogPeriod();
    }

    @Test
    void itIsHalfOfTheTimeAfterWhichSystemdRestarts() {
        assertEquals(Optional.of(Duration.ofSeconds(150)), period(Map.of("WATCHDOG_USEC", "300000000")));
    }

    @Test
    void anotherProcessIsNotMeant() {
        assertEquals(Optional.empty(), period(Map.of("WATCHDOG_USEC", "300000000", "WATCHDOG_PID", "1")));
        String own = Long.toString(ProcessHandle.current().pid());
        assertEquals(
                Optional.of(Duration.ofSeconds(1)), period(Map.of("WATCHDOG_USEC", "2000000", "WATCHDOG_PID", own)));
    }

    @Test
    void withoutTheVariableOrWithNonsenseThereIsNoWatchdog() {
        assertEquals(Optional.empty(), period(Map.of()));
        assertEquals(Optional.empty(), period(Map.of("WATCHDOG_USEC", "0")));
        assertEquals(Optional.empty(), period(Map.of("WATCHDOG_USEC", "soon")));
    }
}
