package dev.tally.sink.encoding;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The name under which one counting machine is known to a receiver: 1 to {@value #MAX_LENGTH} characters, none of them a
 * control character or half a surrogate pair.
 */
public final class SourceName {
    /** The most characters that a name may have. */
    public static final int MAX_LENGTH = 128;

    private SourceName() {}

    /**
     * The name itself, if it is one.
     *
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

    /** The name of this host, or {@code localhost} if it has none that can be used. */
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
