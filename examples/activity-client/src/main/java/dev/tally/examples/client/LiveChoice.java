package dev.tally.examples.client;

import static dev.tally.examples.client.Options.texts;

import dev.tally.sink.LiveSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** The options that say where live samples go. */
final class LiveChoice {
    static final Set<String> NAMES = Set.of("websocket", "mcap");

    private Set<String> withoutTopics = new LinkedHashSet<>();
    private final WebSocketChoice webSocket = new WebSocketChoice();
    private final McapChoice mcap = new McapChoice();

    /** Adds the options to a command. */
    void addTo(CommandSpec spec) {
        spec.addOption(texts("--without", value -> withoutTopics = value)
                .paramLabel("TOPIC")
                .descriptionKey("TALLY_WITHOUT")
                .description(
                        "Leave a topic out of the websocket and mcap sinks, for example /mouse/position, the track of the"
                                + " pointer. May be repeated. [TALLY_WITHOUT]")
                .build());
        webSocket.addTo(spec);
        mcap.addTo(spec);
    }

    /**
     * Opens those of the named sinks that live samples go to.
     *
     * @throws UsageException if a setting is wrong
     * @throws IOException if one cannot be opened
     */
    List<LiveSink> open(Set<String> names) throws IOException {
        List<LiveSink> sinks = new ArrayList<>();
        try {
            if (names.contains("websocket")) {
                sinks.add(webSocket.open(withoutTopics));
            }
            if (names.contains("mcap")) {
                sinks.add(mcap.open(withoutTopics));
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
        return sinks;
    }

    /** Logs how many samples are in no recording. Called after the sinks have been closed. */
    void reportLosses() {
        mcap.reportLosses();
    }
}
