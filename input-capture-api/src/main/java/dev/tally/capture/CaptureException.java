package dev.tally.capture;

import org.jspecify.annotations.Nullable;

/**
 * An exception for a failure of the system that input is captured from, or for a wrong setting.
 *
 * <p>The message is made for the user: it says what failed, where, why, and what to do about it.
 */
public class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a cause.
     *
     * @param message what failed, where, why, and what to do
     */
    public CaptureException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message what failed, where, why, and what to do
     * @param cause the underlying failure; null if it is unknown
     */
    public CaptureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
