package dev.tally.sink.store.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The span of time that an interval's counts belong to, in milliseconds since 1970.
 *
 * @param startMillis the beginning
 * @param endMillis the end, not before the beginning
 * @param atReceipt whether it is the time of receipt because the sender's times cannot be true
 */
public record Span(long startMillis, long endMillis, boolean atReceipt) {
    /** How far a sender's clock may be ahead; clocks that are set by the network differ by less. */
    public static final Duration TOLERANCE = Duration.ofMinutes(1);

    /** How long ago a sender may have sent what is received now; a request takes less, so its clock is slow. */
    static final Duration LONGEST_WAY = Duration.ofMinutes(5);

    /** The longest interval that is divided among buckets, however long counts are kept. */
    private static final Duration LONGEST = Duration.ofMillis(BucketSplit.LONGEST_MILLIS);

    public Span(long startMillis, long endMillis) {
        this(startMillis, endMillis, false);
    }

    /**
     * Returns the part of a sender's times that can be true: all counts are kept, at times that are kept.
     *
     * <p>An end later than now is a clock that is ahead, an end before everything that is kept is a clock that was never
     * set: the counts belong to the time of receipt. A beginning before everything that is kept is a clock that was set in
     * between: the counts belong to the end.
     *
     * @param sent what the sender's clock said when it sent them: if that is not the time of receipt, no time of that clock
     *     is believed
     */
    public static Span believed(Instant start, Instant end, Optional<Instant> sent, Instant now, Duration retention) {
        Instant oldest = now.minus(retention);
        boolean isWrong = sent.filter(moment -> isWrong(moment, now)).isPresent();
        if (isWrong || end.isBefore(oldest) || end.isAfter(now.plus(TOLERANCE))) {
            return new Span(now.toEpochMilli(), now.toEpochMilli(), true);
        }
        Instant last = end.isAfter(now) ? now : end;
        if (start.isBefore(oldest) || start.isAfter(last) || start.isBefore(last.minus(LONGEST))) {
            return at(last);
        }
        return new Span(start.toEpochMilli(), last.toEpochMilli());
    }

    private static boolean isWrong(Instant sent, Instant now) {
        return sent.isAfter(now.plus(TOLERANCE)) || sent.isBefore(now.minus(LONGEST_WAY));
    }

    public static Span at(Instant moment) {
        return new Span(moment.toEpochMilli(), moment.toEpochMilli());
    }

    public long length() {
        return endMillis - startMillis;
    }
}
