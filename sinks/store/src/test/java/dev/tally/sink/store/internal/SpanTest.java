package dev.tally.sink.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
    private static final Instant NOW = Instant.parse("2026-04-07T22:29:01.542Z");
    private static final Duration RETENTION = Duration.ofDays(30);

    @Test
    void aLateIntervalKeepsItsTimes() {
        Instant start = NOW.minus(Duration.ofDays(3));
        assertEquals(
                new Span(start.toEpochMilli(), start.toEpochMilli() + 30_000, false),
                Span.believed(start, start.plusSeconds(30), Optional.of(NOW.minusSeconds(299)), NOW, RETENTION));
    }

    @Test
    void aClockThatIsAheadCountsAtReceipt() {
        Span receipt = new Span(NOW.toEpochMilli(), NOW.toEpochMilli(), true);
        assertEquals(receipt, believed(NOW.plusSeconds(61), NOW.plusSeconds(90)));
        assertEquals(receipt, believed(NOW.minusSeconds(1), Instant.MAX));
        assertEquals(receipt, believed(Instant.MAX, Instant.MAX));
    }

    @Test
    void aClockThatIsAheadByLessThanAMinuteEndsNow() {
        assertEquals(
                new Span(NOW.toEpochMilli() - 1000, NOW.toEpochMilli(), false),
                believed(NOW.minusSeconds(1), NOW.plusSeconds(59)));
        assertEquals(Span.at(NOW), believed(NOW.plusSeconds(30), NOW.plusSeconds(59)));
    }

    @Test
    void aClockThatWasNeverSetCountsAtReceipt() {
        Span receipt = new Span(NOW.toEpochMilli(), NOW.toEpochMilli(), true);
        assertEquals(receipt, believed(Instant.EPOCH, Instant.EPOCH.plusSeconds(30)));
        assertEquals(receipt, believed(Instant.MIN, Instant.MIN));
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, -7200, -10L * 365 * 86_400, 61, 7200, 10L * 365 * 86_400})
    void noTimeOfAClockIsBelievedThatIsWrongWhenItSends(long aheadSeconds) {
        Instant sent = NOW.plusSeconds(aheadSeconds);
        Instant end = NOW.minusSeconds(600); // it may look right
        assertEquals(
                new Span(NOW.toEpochMilli(), NOW.toEpochMilli(), true),
                Span.believed(end.minusSeconds(30), end, Optional.of(sent), NOW, RETENTION));
    }

    @Test
    void aClockThatWasSetInBetweenCountsAtTheEnd() {
        Instant end = NOW.minusSeconds(600);
        assertEquals(Span.at(end), believed(Instant.EPOCH, end));
    }

    @Test
    void anIntervalThatIsTooLongToDivideCountsAtTheEndHoweverLongCountsAreKept() {
        Duration years = Duration.ofDays(3650);
        assertEquals(Span.at(NOW), Span.believed(NOW.minus(Duration.ofDays(100)), NOW, Optional.empty(), NOW, years));
        Instant late = NOW.minus(Duration.ofDays(100));
        assertEquals(
                new Span(late.toEpochMilli() - 30_000, late.toEpochMilli(), false),
                Span.believed(late.minusSeconds(30), late, Optional.empty(), NOW, years));
    }

    @Property
    void whateverASenderSaysTheSpanIsKeptAndCanBeShared(
            @ForAll @LongRange(min = -1L << 60, max = 1L << 60) long a,
            @ForAll @LongRange(min = -1L << 60, max = 1L << 60) long b) {
        Span span = believed(Instant.ofEpochMilli(Math.min(a, b)), Instant.ofEpochMilli(Math.max(a, b)));

        assertEquals(true, span.startMillis() >= NOW.minus(RETENTION).toEpochMilli());
        assertEquals(true, span.endMillis() <= NOW.toEpochMilli());
        assertEquals(true, span.length() >= 0 && span.length() <= BucketSplit.LONGEST_MILLIS);
    }

    private static Span believed(Instant start, Instant end) {
        return Span.believed(start, end, Optional.empty(), NOW, RETENTION);
    }
}
