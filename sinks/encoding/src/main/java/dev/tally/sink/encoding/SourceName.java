package dev.tally.sink.encoding;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Checks the name by which a receiver knows one counting machine: 1 to {@value #MAX_LENGTH} characters, without control
 * characters and half surrogate pairs.
 */
public final class SourceName {
    /** The most characters that a name may have. */
    public static final int MAX_LENGTH = 128;

    private SourceName() {}

    /**
     * Checks that a name is allowed, and returns it.
     *
     * @param name the name to check
     * @return the same name
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static String check(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "source has " + name.length() + " characters; 1 to " + MAX_LENGTH + " are allowed");
        }
        name.codePoints().filter(c -> !isAllowed(c)).findFirst().ifPresent(c -> {
            throw new IllegalArgumentException(
                    "source contains " + String.format("U+%04X", c) + "; control characters are not allowed");
        });
        return name;
    }

    /** {@return the name of this host, or {@code localhost} if its name is unknown or not allowed} */
    public static String ofThisHost() {
        try {
            return check(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException | IllegalArgumentException e) {
            return "localhost";
        }
    }

    private static boolean isAllowed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.FORMAT, Character.LINE_SEPARATOR -> false;
            case Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
