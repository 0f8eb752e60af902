package dev.tally.sink.sqlite.internal;

import java.time.Duration;
import java.time.Instant;

/**
 * Where in time an interval's counts belong, in milliseconds since 1970.
 *
 * @param startMillis the beginning
 * @param endMillis the end, not before the beginning
 */
record Span(long startMillis, long endMillis) {

    /**
     * What can be believed of a sender's times: all counts are kept, at times that are kept.
     *
     * <p>Later than now is taken as now. An end before everything that is kept is a clock that was never set: the counts
     * belong to now, when they came. A beginning before that is a clock that was set in between: they belong to the end.
     */
    static Span believed(Instant start, Instant end, Instant now, Duration retention) {
        Instant oldest = now.minus(retention);
        Instant last = end.isAfter(now) ? now : end;
        if (last.isBefore(oldest)) {
            return at(now);
        }
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
