package dev.tally.mcap;

/**
 * Thrown for a file that may be whole, but that cannot be read here: the library for its compression is not on the
 * class path, its compression is unknown, or a record is larger than what can be read. {@link McapRepair} leaves such a
 * file as it is.
 *
 * <p>The message names what is missing. A program that removes or sets aside damaged files must leave this one alone.
 */
public final class UnsupportedMcapException extends McapException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what cannot be read, and what is missing
     */
    public UnsupportedMcapException(String message) {
        super(message);
    }

    /**
     * Creates an exception that was caused by another one.
     *
     * @param message what cannot be read, and what is missing
     * @param cause the failure of the library
     */
    public UnsupportedMcapException(String message, Throwable cause) {
        super(message, cause);
    }
}
