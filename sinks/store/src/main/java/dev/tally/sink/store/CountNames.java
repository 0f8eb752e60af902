package dev.tally.sink.store;

import dev.tally.sink.Count;

/** The short names of counts: of the columns in a database, and of the members in the answers of the summary server. */
public final class CountNames {
    private CountNames() {}

    /**
     * Returns the short name of a count.
     *
     * @param count the count
     * @return its name, of letters, digits and underscores
     */
    public static String of(Count count) {
        return switch (count) {
            case KEY_PRESSES -> "kp";
            case KEY_REPEATS -> "kr";
            case LEFT_CLICKS -> "lc";
            case MIDDLE_CLICKS -> "mc";
            case RIGHT_CLICKS -> "rc";
            case OTHER_CLICKS -> "oc";
            case SCROLL_DETENTS -> "scroll";
            case VERTICAL_120 -> "scroll120";
            case HORIZONTAL_120 -> "hscroll120";
            case MOTIONS -> "mm";
            case DISTANCE_1000 -> "distance1000";
            case ACTIVE_MILLIS -> "active_ms";
            case GAPS -> "gaps";
        };
    }
}
