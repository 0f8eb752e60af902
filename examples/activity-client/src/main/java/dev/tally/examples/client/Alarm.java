package dev.tally.examples.client;

import java.time.Instant;

/** Waits for a time of the wall clock. */
interface Alarm {
    /**
     * Returns when the wall clock has reached a moment, when it was set, and possibly for no reason: the caller looks at the
     * clock and calls this again.
     */
    void await(Instant moment) throws InterruptedException;
}
