package dev.tally.sink.encoding;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;

/** The JSON object of the ledger topic that has a member for each {@link Count}. */
final class CountsJson {
    private CountsJson() {}

    /** {@return the type of the object} */
    static JsonObjectType<Counts> type() {
        JsonObjectType<Counts> type = new JsonObjectType<>();
        for (Count count : Count.values()) {
            type.integer(memberName(count), count.description(), counts -> counts.get(count));
        }
        return type;
    }

    private static String memberName(Count count) {
        return switch (count) {
            case KEY_PRESSES -> "key_presses";
            case KEY_REPEATS -> "key_repeats";
            case LEFT_CLICKS -> "left_clicks";
            case MIDDLE_CLICKS -> "middle_clicks";
            case RIGHT_CLICKS -> "right_clicks";
            case OTHER_CLICKS -> "other_clicks";
            case SCROLL_DETENTS -> "scroll_detents";
            case VERTICAL_120 -> "vertical120";
            case HORIZONTAL_120 -> "horizontal120";
            case MOTIONS -> "motions";
            case DISTANCE_1000 -> "distance1000";
            case ACTIVE_MILLIS -> "active_ms";
            case GAPS -> "gaps";
        };
    }
}
