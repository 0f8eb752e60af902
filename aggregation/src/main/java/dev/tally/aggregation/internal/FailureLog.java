package dev.tally.aggregation.internal;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.SinkException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs the failures of one sink: the first of a row, each that differs from the one before, and the recovery.
 *
 * <p><b>Threads.</b> One.
 */
final class FailureLog {
    private static final int MOST_KINDS = 20;

    private final Logger log;
    private final String sink;
    private final Set<Class<?>> kinds = new HashSet<>();
    private long row;
    private @Nullable String last;

    FailureLog(Logger log, String sink) {
        this.log = log;
        this.sink = sink;
    }

    /** Logs a failed attempt if its message is not the one that was logged last. */
    void failed(SinkException why, Duration retryIn) {
        row++;
        String message = String.valueOf(why.getMessage());
        if (!message.equals(last)) {
            last = message;
            String next = retryIn.isZero() ? "no time to retry" : "retry in " + retryIn.toMillis() + " ms";
            log.warn("{}, {}", message, next);
        }
    }

    /** Logs an exception that a sink must not throw, which is a fault of the sink, with its trace the first time. */
    void broken(Throwable fault) {
        if (kinds.size() < MOST_KINDS && kinds.add(fault.getClass())) {
            log.warn(
                    "{}: the sink itself threw an exception; further ones of this type are logged without a trace",
                    sink,
                    fault);
        }
    }

    /** Logs the recovery if attempts have failed. */
    void accepted(ActivityInterval interval) {
        if (row > 0) {
            log.info("{}: accepted {} after {} failed attempts", sink, interval.id(), row);
        }
        row = 0;
        last = null;
    }
}
