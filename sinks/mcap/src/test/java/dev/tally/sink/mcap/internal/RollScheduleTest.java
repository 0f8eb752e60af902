package dev.tally.sink.mcap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RollScheduleTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private static long at(String instant) {
        return TimeUnit.SECONDS.toNanos(Instant.parse(instant).getEpochSecond());
    }

    @Test
    void alignedFilesEndOnTheHour() {
        assertEquals(at("2026-03-01T13:00:00Z"), new RollSchedule(HOUR, true).endOf(at("2026-03-01T12:47:11Z")));
        assertEquals(at("2026-03-01T13:00:00Z"), new RollSchedule(HOUR, true).endOf(at("2026-03-01T12:00:00Z")));
    }

    @Test
    void relativeFilesLastTheirTime() {
        assertEquals(at("2026-03-01T13:47:11Z"), new RollSchedule(HOUR, false).endOf(at("2026-03-01T12:47:11Z")));
    }

    @Test
    void aFileIsOverAtItsEnd() {
        RollSchedule hourly = new RollSchedule(HOUR, true);
        assertFalse(hourly.isOver(at("2026-03-01T13:00:00Z"), at("2026-03-01T12:59:59Z")));
        assertTrue(hourly.isOver(at("2026-03-01T13:00:00Z"), at("2026-03-01T13:00:00Z")));
    }

    @Test
    void aClockSetFarBackEndsTheFileAndAMomentBackDoesNot() {
        RollSchedule hourly = new RollSchedule(HOUR, true);
        assertTrue(hourly.isOver(at("2030-01-01T13:00:00Z"), at("2026-03-01T12:59:59Z")));
        assertFalse(hourly.isOver(at("2026-03-01T13:00:00Z"), at("2026-03-01T11:59:59Z")));
    }
}
