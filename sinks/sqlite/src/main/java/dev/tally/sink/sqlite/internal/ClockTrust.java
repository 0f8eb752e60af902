package dev.tally.sink.sqlite.internal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether the wall clock is to be believed when it says that counts are too old to be kept.
 *
 * <p>One that is set far ahead, by an empty battery or a wrong answer from the network, would have everything removed, and
 * setting it right would bring nothing back. So it must have been in its present era for a day: the file has counts that
 * are at least a day old and not too old, or this program has looked at the clock all that time.
 *
 * <p><b>Threads.</b> One at a time.
 */
public final class ClockTrust {
    static final Duration ENOUGH = Duration.ofDays(1);

    private final Writes writes;
    private Instant since;
    private Instant lastLook;

    public ClockTrust(Writes writes, Instant now) {
        this.writes = writes;
        this.since = now;
        this.lastLook = now;
    }

    /**
     * Looks at the clock; it counts as watched while less than a day is between two looks.
     *
     * @param oldest what is before this is too old
     */
    public boolean isBelieved(Instant now, Instant oldest) throws SQLException {
        if (now.isBefore(lastLook) || now.isAfter(lastLook.plus(ENOUGH))) {
            since = now;
        }
        lastLook = now;
        Instant before = now.minus(ENOUGH);
        return !since.isAfter(before) || writes.hasCounts(oldest.toEpochMilli(), before.toEpochMilli());
    }
}
