package dev.tally.examples.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.ZoneId;

/** Shows the state of a client in the form that status bars expect. */
final class StatusBar {
    private StatusBar() {}

    /**
     * Returns what a custom module of Waybar reads with {@code "return-type": "json"}. The class is {@code counting},
     * {@code interrupted} or, while a sink does not accept, {@code failing}.
     */
    static String waybar(JsonNode status, ZoneId zone) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("text", polybar(status))
                .put("alt", state(status))
                .put("class", state(status))
                .put("tooltip", StatusText.of(status, zone).strip())
                .toString();
    }

    /** Returns the line that a script module of Polybar shows. */
    static String polybar(JsonNode status) {
        long today = status.at("/today/counts/keyPresses").asLong();
        long perMinute = status.at("/last_minute/keyPresses").asLong();
        String state = state(status);
        return today + " keys " + perMinute + "/min" + (state.equals("counting") ? "" : " (" + state + ")");
    }

    private static String state(JsonNode status) {
        String state = status.path("state").asText();
        for (JsonNode sink : status.path("sinks")) {
            if (state.equals("counting") && sink.has("failure")) {
                return "failing";
            }
        }
        return state;
    }
}
