package dev.tally.aggregation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BackoffProperties {
    private static final Duration BASE = Duration.ofMillis(500);
    private static final Duration CAP = Duration.ofSeconds(60);

    @Property
    void everyPauseIsWithinItsLimit(@ForAll long seed, @ForAll @IntRange(min = 1) int failures) {
        Backoff backoff = new Backoff(BASE, CAP, new SplittableRandom(seed));
        long pause = backoff.nanosAfter(failures);
        assertTrue(pause >= 0 && pause <= backoff.limitNanos(failures));
        assertTrue(backoff.limitNanos(failures) <= CAP.toNanos());
    }

    @Example
    void theLimitDoublesUpToTheCap() {
        Backoff backoff = new Backoff(BASE, CAP, new SplittableRandom(1));
        assertEquals(BASE.toNanos(), backoff.limitNanos(1));
        assertEquals(2 * BASE.toNanos(), backoff.limitNanos(2));
        assertEquals(64 * BASE.toNanos(), backoff.limitNanos(7));
        assertEquals(CAP.toNanos(), backoff.limitNanos(8));
        assertEquals(CAP.toNanos(), backoff.limitNanos(Integer.MAX_VALUE));
    }
}
