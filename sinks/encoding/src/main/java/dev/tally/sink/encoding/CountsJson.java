package dev.tally.sink.encoding;

import dev.tally.sink.Counts;

/** The counts of the ledger topic, member by member. */
final class CountsJson {
    private CountsJson() {}

    static void describe(JsonSchema schema) {
        schema.integer("key_presses", "keys that went down")
                .integer("key_repeats", "repeats of held keys")
                .integer("left_clicks", "presses of the left button")
                .integer("middle_clicks", "of the middle button")
                .integer("right_clicks", "of the right button")
                .integer("other_clicks", "of any other button")
                .integer("scroll_detents", "whole detents of the vertical wheel")
                .integer("vertical120", "its way in 120ths of a detent")
                .integer("horizontal120", "the same of the horizontal wheel")
                .integer("motions", "reports with motion")
                .integer("distance1000", "length of the path in thousandths of the unit of motion")
                .integer("active_ms", "time with input")
                .integer("gaps", "how often the system dropped reports");
    }

    static void write(JsonWriter json, Counts counts) {
        json.beginObject()
                .field("key_presses", counts.keyPresses())
                .field("key_repeats", counts.keyRepeats())
                .field("left_clicks", counts.leftClicks())
                .field("middle_clicks", counts.middleClicks())
                .field("right_clicks", counts.rightClicks())
                .field("other_clicks", counts.otherClicks())
                .field("scroll_detents", counts.scrollDetents())
                .field("vertical120", counts.vertical120())
                .field("horizontal120", counts.horizontal120())
                .field("motions", counts.motions())
                .field("distance1000", counts.distance1000())
                .field("active_ms", counts.activeMillis())
                .field("gaps", counts.gaps())
                .endObject();
    }
}
