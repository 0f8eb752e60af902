package dev.tally.sink;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An interval was not accepted, or its fate is unknown. The message says what, where, why, and what to do; it carries no
 * secret.
 */
public class SinkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    /** With a message that stands alone; to be tried again when the caller's backoff says so. */
    public SinkException(String message) {
        super(message);
        this.retryAfter = null;
    }

    /** With the failure underneath; to be tried again when the caller's backoff says so. */
    public SinkException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = null;
    }

    /**
     * To be tried again, but not before this time has passed.
     *
     * @param retryAfter what the receiver asked for, or what makes sense where only a person can mend it
     */
    public SinkException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** The least time to wait before the next attempt, if the sink knows one. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
