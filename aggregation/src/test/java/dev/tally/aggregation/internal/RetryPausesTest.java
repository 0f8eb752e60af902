package dev.tally.aggregation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.sink.SinkException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class RetryPausesTest {
    private static long asked(Duration pause) {
        return RetryPauses.askedNanos(new SinkException("refused", pause));
    }

    @Test
    void whateverAReceiverAsksForIsAPauseOfADayAtMost() {
        assertEquals(Duration.ofSeconds(5).toNanos(), asked(Duration.ofSeconds(5)));
        assertEquals(Duration.ofDays(1).toNanos(), asked(ChronoUnit.FOREVER.getDuration()));
        assertEquals(0, asked(Duration.ofSeconds(-5)));
        assertEquals(0, asked(Duration.ofSeconds(Long.MIN_VALUE)));
    }
}
