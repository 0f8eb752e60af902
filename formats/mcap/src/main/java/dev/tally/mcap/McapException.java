package dev.tally.mcap;

import java.io.IOException;

/**
 * What was read is not MCAP as specified, or needs a library that is absent. The message says what, where (as an offset
 * into the file) and why. Failures of the disk or the network stay plain {@link IOException}s.
 */
public final class McapException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With all there is to say. */
    public McapException(String message) {
        super(message);
    }

    /** With what it was that failed below. */
    public McapException(String message, Throwable cause) {
        super(message, cause);
    }
}
