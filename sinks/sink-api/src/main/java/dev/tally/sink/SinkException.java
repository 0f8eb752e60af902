package dev.tally.sink;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when an interval was not accepted, or when that is unknown. The message says what failed, where, why, and what to
 * do; it contains no secret.
 */
public class SinkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    /**
     * Creates an exception after which the caller's backoff decides when to try again.
     *
     * @param message the message, which must be clear without a cause
     */
    public SinkException(String message) {
        super(message);
        this.retryAfter = null;
    }

    /**
     * Creates an exception after which the caller's backoff decides when to try again.
     *
     * @param message the message
     * @param cause the underlying failure, if there is one
     */
    public SinkException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = null;
    }

    /**
     * Creates an exception that names the pause before the next attempt.
     *
     * @param message the message
     * @param retryAfter the pause that the receiver asked for, or a long one if a person has to change something first
     */
    public SinkException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** {@return the least time to wait before the next attempt, if the sink knows it} */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
