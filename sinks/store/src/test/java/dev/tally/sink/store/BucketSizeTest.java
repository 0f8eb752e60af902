package dev.tally.sink.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Where buckets start in zones that are whole, half and quarter hours from UTC, and when clocks change. */
class BucketSizeTest {
    private static final Instant MOMENT = Instant.parse("2026-04-07T22:29:01.542Z");

    @Test
    void fiveMinutesAreTheSameInEveryZone() {
        assertEquals("2026-04-07T22:25:00Z", start(BucketSize.FIVE_MINUTES, MOMENT, "UTC"));
        assertEquals("2026-04-07T22:25:00Z", start(BucketSize.FIVE_MINUTES, MOMENT, "Asia/Kathmandu"));
    }

    @Test
    void anHourStartsWhenTheClocksShowIt() {
        assertEquals("2026-04-07T22:00:00Z", start(BucketSize.HOUR, MOMENT, "Europe/Berlin"));
        assertEquals("2026-04-07T21:30:00Z", start(BucketSize.HOUR, MOMENT, "Asia/Kolkata"));
        assertEquals("2026-04-07T22:15:00Z", start(BucketSize.HOUR, MOMENT, "Asia/Kathmandu"));
    }

    @Test
    void aDayStartsAtMidnightOfTheZone() {
        assertEquals("2026-04-07T00:00:00Z", start(BucketSize.DAY, MOMENT, "UTC"));
        assertEquals("2026-04-07T22:00:00Z", start(BucketSize.DAY, MOMENT, "Europe/Berlin"));
        assertEquals("2026-04-07T18:30:00Z", start(BucketSize.DAY, MOMENT, "Asia/Kolkata"));
    }

    @Test
    void theHourThatComesTwiceIsTwoHours() {
        Instant first = Instant.parse("2026-10-25T00:40:00Z"); // 02:40 in Berlin, and an hour later 02:40 again
        assertEquals("2026-10-25T00:00:00Z", start(BucketSize.HOUR, first, "Europe/Berlin"));
        assertEquals("2026-10-25T01:00:00Z", start(BucketSize.HOUR, first.plusSeconds(3600), "Europe/Berlin"));
        assertEquals("2026-10-24T22:00:00Z", start(BucketSize.DAY, first.plusSeconds(3600), "Europe/Berlin"));
    }

    @Test
    void aRangeThatEndsBeforeItsStartIsRefused() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> BucketQuery.of(MOMENT, MOMENT.minusSeconds(1), BucketSize.DAY))
                .getMessage();
        assertEquals(
                "the range ends at 2026-04-07T22:29:00.542Z, before its start at 2026-04-07T22:29:01.542Z", message);
        assertEquals(
                ZoneOffset.UTC, BucketQuery.of(MOMENT, MOMENT, BucketSize.DAY).zone());
    }

    private static String start(BucketSize size, Instant moment, String zone) {
        return size.startOf(moment, ZoneId.of(zone)).toString();
    }
}
