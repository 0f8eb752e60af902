package dev.tally.sink.jackson.internal;

import dev.tally.sink.Count;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names of the counts in JSON, which are those of the live topics. */
final class CountNames {
    private static final Map<String, Count> BY_NAME =
            Stream.of(Count.values()).collect(Collectors.toUnmodifiableMap(CountNames::of, Function.identity()));

    private CountNames() {}

    static String of(Count count) {
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

    static @Nullable Count named(String name) {
        return BY_NAME.get(name);
    }
}
