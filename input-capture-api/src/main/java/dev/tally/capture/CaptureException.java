package dev.tally.capture;

import org.jspecify.annotations.Nullable;

/** Thrown when the system that input is captured from refuses or fails; the message says what, where, why, and what to do. */
public class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception without a cause.
     *
     * @param message what failed, where, why, and what to do
     */
    public CaptureException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message what failed, where, why, and what to do
     * @param cause the underlying failure
     */
    public CaptureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
