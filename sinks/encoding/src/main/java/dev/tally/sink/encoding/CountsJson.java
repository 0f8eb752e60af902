package dev.tally.sink.encoding;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;

/** Writes counts as a JSON object of the ledger topic, with a member for each {@link Count}. */
final class CountsJson {
    private CountsJson() {}

    /** Describes the members in a schema. */
    static void describe(JsonSchema schema) {
        for (Count count : Count.values()) {
            schema.integer(memberName(count), count.description());
        }
    }

    /** Writes the object. */
    static void write(JsonWriter json, Counts counts) {
        json.beginObject();
        for (Count count : Count.values()) {
            json.field(memberName(count), counts.get(count));
        }
        json.endObject();
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
