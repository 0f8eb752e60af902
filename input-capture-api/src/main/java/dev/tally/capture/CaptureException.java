package dev.tally.capture;

import org.jspecify.annotations.Nullable;

/** The system that input is captured from refused or failed. The message says what, where, why, and what to do. */
public class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a message that stands alone. */
    public CaptureException(String message) {
        super(message);
    }

    /** With the failure underneath. */
    public CaptureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
