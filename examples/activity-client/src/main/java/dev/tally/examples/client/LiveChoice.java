package dev.tally.examples.client;

import static dev.tally.examples.client.Options.texts;

import dev.tally.sink.LiveSink;
import dev.tally.sink.encoding.ActivityTopic;
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
    private boolean isWebSocketChosen; // set by check()
    private boolean isMcapChosen;

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
     * Checks the settings of those of the named sinks that live samples go to. Nothing is opened.
     *
     * @throws UsageException if a setting is wrong
     */
    void check(Set<String> names) {
        isWebSocketChosen = names.contains("websocket");
        isMcapChosen = names.contains("mcap");
        if (isWebSocketChosen || isMcapChosen) {
            withoutTopics.forEach(LiveChoice::checkTopic);
        }
        if (isWebSocketChosen) {
            webSocket.check();
        }
        if (isMcapChosen) {
            mcap.check();
        }
    }

    private static void checkTopic(String topic) {
        try {
            ActivityTopic.named(topic);
        } catch (IllegalArgumentException e) {
            throw UsageException.of("--without", topic, e.getMessage());
        }
    }

    /**
     * Opens the sinks that were checked; first the one that listens on the network, which is the most likely to fail.
     *
     * @throws IOException if one cannot be opened
     */
    List<LiveSink> open() throws IOException {
        List<LiveSink> sinks = new ArrayList<>();
        if (isWebSocketChosen) { // first: an address in use must not leave an empty recording
            sinks.add(webSocket.open(withoutTopics));
        }
        if (isMcapChosen) {
            sinks.add(mcap.open(withoutTopics));
        }
        return sinks;
    }

    /** Logs how many samples are in no recording. Called after the sinks have been closed. */
    void reportLosses() {
        mcap.reportLosses();
    }
}
