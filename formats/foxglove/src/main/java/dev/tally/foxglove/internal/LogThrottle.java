package dev.tally.foxglove.internal;

import java.time.Duration;

/**
 * Limits how many log lines clients and strangers can cause: so many in each period. The lines left out are counted,
 * and the next line that is written says how many they were.
 *
 * <p><b>Threads.</b> Any thread may call any method.
 */
final class LogThrottle {
    private final int lines;
    private final long periodNanos;
    private long periodEnd = System.nanoTime();
    private int written;
    private long omitted;

    LogThrottle(Duration period) {
        this(1, period);
    }

    LogThrottle(int lines, Duration period) {
        this.lines = lines;
        this.periodNanos = period.toNanos();
    }

    /** Returns whether a line may be written now; if not, counts it as left out. */
    synchronized boolean isDue() {
        long now = System.nanoTime();
        if (now - periodEnd >= 0) {
            periodEnd = now + periodNanos;
            written = 0;
        }
        if (written == lines) {
            omitted++;
            return false;
        }
        written++;
        return true;
    }

    /** Returns a note on the lines left out since the last note, for the end of a line; empty if there are none. */
    synchronized String omitted() {
        String note = omitted == 0 ? "" : " (" + omitted + " similar lines were left out before)";
        omitted = 0;
        return note;
    }
}
