package dev.tally.sink.sqlite.internal;

import java.time.Duration;
import java.time.Instant;

/**
 * The span of time that an interval's counts belong to, in milliseconds since 1970.
 *
 * @param startMillis the beginning
 * @param endMillis the end, not before the beginning
 * @param atReceipt whether it is the time of receipt because the sender's times cannot be true
 */
record Span(long startMillis, long endMillis, boolean atReceipt) {
    /** How far a sender's clock may be ahead; clocks that are set by the network differ by less. */
    static final Duration TOLERANCE = Duration.ofMinutes(1);

    Span(long startMillis, long endMillis) {
        this(startMillis, endMillis, false);
    }

    /**
     * Returns the part of a sender's times that can be true: all counts are kept, at times that are kept.
     *
     * <p>An end later than now is a clock that is ahead, an end before everything that is kept is a clock that was never
     * set: the counts belong to the time of receipt. A beginning before everything that is kept is a clock that was set in
     * between: the counts belong to the end.
     */
    static Span believed(Instant start, Instant end, Instant now, Duration retention) {
        Instant oldest = now.minus(retention);
        if (end.isBefore(oldest) || end.isAfter(now.plus(TOLERANCE))) {
            return new Span(now.toEpochMilli(), now.toEpochMilli(), true);
        }
        Instant last = end.isAfter(now) ? now : end;
        if (start.isBefore(oldest) || start.isAfter(last)) {
            return at(last);
        }
        return new Span(start.toEpochMilli(), last.toEpochMilli());
    }

    static Span at(Instant moment) {
        return new Span(moment.toEpochMilli(), moment.toEpochMilli());
    }

    long length() {
        return endMillis - startMillis;
    }
}
