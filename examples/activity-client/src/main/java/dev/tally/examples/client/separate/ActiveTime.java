package dev.tally.examples.client.separate;

import java.util.concurrent.TimeUnit;

/**
 * Measures how long there is input, as the sampler of a monitor does: while there is some, it looks every 20 ms whether there was more.
 *
 * <p><b>Threads.</b> The serving thread only.
 *
 * <p><b>Privacy.</b> The last look is the only time that is kept, and only while this is not idle: a look after a pause is that of a
 * press. The sums have no time.
 */
final class ActiveTime {
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RunningSums sums;
    private long seen;
    private long lastLook; // 0 if idle
    private long quietNanos; // since the look that found input; 0 if idle
    private boolean idle = true;
    private long remainder; // nanoseconds that are no whole millisecond yet

    ActiveTime(RunningSums sums) {
        this.sums = sums;
    }

    /** Looks whether there was input since the last look. */
    void look(long now) {
        long reports = sums.reports();
        if (reports != seen) {
            seen = reports;
            add(idle ? TICK_NANOS : Math.min(now - lastLook, TICK_NANOS + TICK_NANOS / 4));
            idle = false;
            quietNanos = 0;
            lastLook = now;
        } else if (!idle) {
            quietNanos += now - lastLook;
            lastLook = now;
            rest();
        }
    }

    private void rest() {
        if (quietNanos >= QUIET_NANOS) {
            idle = true;
            quietNanos = 0;
            lastLook = 0;
        }
    }

    private void add(long nanos) {
        remainder += nanos;
        sums.addActive(TimeUnit.NANOSECONDS.toMillis(remainder));
        remainder %= TimeUnit.MILLISECONDS.toNanos(1);
    }

    /** Whether there was no input for a second, so that the next look follows the next report. */
    boolean isIdle() {
        return idle;
    }

    /** Returns when to look again, unless this is idle. */
    long due() {
        return lastLook + TICK_NANOS;
    }
}
