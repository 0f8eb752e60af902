package dev.tally.aggregation.internal;

import dev.tally.sink.SinkException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Chooses the pauses between the attempts to deliver one interval.
 *
 * <p><b>Threads.</b> One.
 */
final class RetryPauses {
    private static final Duration BASE = Duration.ofMillis(500);
    private static final Duration CAP = Duration.ofSeconds(60);
    private static final Duration LAST_BASE = Duration.ofMillis(50);
    private static final Duration LAST_CAP = Duration.ofMillis(400);
    /** A receiver that asks for a longer pause is asked again after this one. */
    private static final Duration LONGEST_ASKED = Duration.ofDays(1);
    /** No attempt is begun with less time than this until the deadline. */
    private static final long LEAST_ATTEMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** The answer of {@link #lastPauseNanos} if there is no time for another attempt. */
    static final long NO_TIME = -1;

    private final Backoff usual;
    private final Backoff last;
    private int failures;
    private int lastFailures;

    RetryPauses(RandomGenerator random) {
        this.usual = new Backoff(BASE, CAP, random);
        this.last = new Backoff(LAST_BASE, LAST_CAP, random);
    }

    /** Starts again with short pauses, for the next interval. */
    void reset() {
        failures = 0;
        lastFailures = 0;
    }

    /** Returns the pause after one more failure: the backoff, but not less than the receiver asked for. */
    long pauseNanos(SinkException why) {
        return Math.max(usual.nanosAfter(++failures), askedNanos(why));
    }

    /** Returns a short pause, so that several attempts fit before the close is over, or {@link #NO_TIME}. */
    long lastPauseNanos(SinkException why, long remainingNanos) {
        long pause = Math.max(last.nanosAfter(++lastFailures), askedNanos(why));
        return pause + LEAST_ATTEMPT_NANOS < remainingNanos ? pause : NO_TIME;
    }

    /** Returns the pause that the receiver asked for, or 0. */
    static long askedNanos(SinkException why) {
        Duration asked = why.retryAfter().orElse(Duration.ZERO);
        if (asked.isNegative()) { // also one that no long can hold
            return 0;
        }
        return asked.compareTo(LONGEST_ASKED) < 0 ? asked.toNanos() : LONGEST_ASKED.toNanos();
    }
}
