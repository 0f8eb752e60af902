package dev.tally.mcap;

import java.io.IOException;

/**
 * Thrown for a file that is not MCAP as specified. The message says what, where (as an offset in bytes from the start
 * of the file) and why. {@link UnsupportedMcapException} is thrown for a file that may be valid and cannot be read
 * here. Failures of the disk or the network stay plain {@link IOException}s.
 */
public sealed class McapException extends IOException permits UnsupportedMcapException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what is wrong, where, and why
     */
    public McapException(String message) {
        super(message);
    }

    /**
     * Creates an exception that was caused by another one.
     *
     * @param message what is wrong, where, and why
     * @param cause the underlying failure
     */
    public McapException(String message, Throwable cause) {
        super(message, cause);
    }
}
