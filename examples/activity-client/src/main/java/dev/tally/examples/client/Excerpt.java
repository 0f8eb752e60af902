package dev.tally.examples.client;

/** Shortens a text that somebody else wrote, so that a message can show it. */
final class Excerpt {
    private static final int LONGEST = 80;

    private Excerpt() {}

    /** Returns at most {@value #LONGEST} characters of the text; control characters are replaced by question marks. */
    static String of(String text) {
        int[] shown = text.codePoints()
                .limit(LONGEST + 1)
                .map(c -> isPrintable(c) ? c : '?')
                .toArray();
        return shown.length > LONGEST ? new String(shown, 0, LONGEST - 3) + "..." : new String(shown, 0, shown.length);
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.PRIVATE_USE -> false;
            default -> true;
        };
    }

    /**
     * Replaces what comes before the last @ by dots, after the scheme if the text begins with one: it may be a user and a password,
     * also if the text is no valid URL.
     */
    static String withoutPassword(String url) {
        return url.replaceFirst("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1...@");
    }
}
