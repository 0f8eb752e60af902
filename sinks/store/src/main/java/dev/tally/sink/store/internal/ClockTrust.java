package dev.tally.sink.store.internal;

import java.time.Duration;
import java.time.Instant;

/**
 * Decides whether the wall clock is to be believed when it says that counts are too old to be kept.
 *
 * <p>If a clock is set far ahead, by an empty battery or a wrong answer from the network, everything would be removed, and
 * correcting the clock would bring nothing back. So the clock must have been near its present time for a day: the store has
 * counts that are at least a day old and not too old, or this program has watched the clock all that time.
 *
 * <p><b>Threads.</b> One at a time.
 */
public final class ClockTrust {
    static final Duration ENOUGH = Duration.ofDays(1);

    private Instant since;
    private Instant lastLook;

    /**
     * Says whether a store has counts of a time.
     *
     * @param <E> how reading fails
     */
    public interface CountsBetween<E extends Exception> {
        /** Says whether there are counts of this time, both ends included, in milliseconds since 1970. */
        boolean hasCounts(long fromMillis, long toMillis) throws E;
    }

    /** Starts to watch the clock at this time. */
    public ClockTrust(Instant now) {
        this.since = now;
        this.lastLook = now;
    }

    /**
     * Looks at the clock; it counts as watched while less than a day is between two looks.
     *
     * @param now what the clock says
     * @param oldest counts before this are too old
     * @param counts knows the counts of the store
     */
    public <E extends Exception> boolean isBelieved(Instant now, Instant oldest, CountsBetween<E> counts) throws E {
        if (now.isBefore(lastLook) || now.isAfter(lastLook.plus(ENOUGH))) {
            since = now;
        }
        lastLook = now;
        Instant before = now.minus(ENOUGH);
        return !since.isAfter(before) || counts.hasCounts(oldest.toEpochMilli(), before.toEpochMilli());
    }
}
