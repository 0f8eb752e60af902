package dev.tally.examples.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Shows the state of a client as text for people. */
final class StatusText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final String ROW = "  %-26s %9s %9s %9s %9s%n";

    private final StringBuilder text = new StringBuilder();
    private final JsonNode status;
    private final ZoneId zone;

    private StatusText(JsonNode status, ZoneId zone) {
        this.status = status;
        this.zone = zone;
    }

    /**
     * Returns the text, some lines.
     *
     * @param status the client's answer
     * @param zone the time zone of the times in the text
     */
    static String of(JsonNode status, ZoneId zone) {
        StatusText text = new StatusText(status, zone);
        text.header();
        text.counts();
        status.path("sinks").forEach(text::sink);
        status.path("live_sinks").forEach(text::liveSink);
        text.spool();
        return text.text.toString();
    }

    private void header() {
        String source = status.path("source").asText("");
        line(
                "%s%s%s, process %s",
                status.path("state").asText(),
                status.has("paused_until") ? " until " + time(status.path("paused_until")) : "",
                source.isEmpty() ? "" : " " + source,
                status.path("pid"));
        line(
                "reading %s and %s",
                counted(status.at("/devices/keyboards"), "keyboard"),
                counted(status.at("/devices/pointers"), "pointer"));
    }

    static String counted(JsonNode number, String thing) {
        return number.asInt() == 1 ? "1 " + thing : number.asText() + " " + thing + "s";
    }

    private void counts() {
        line("");
        text.append(String.format(Locale.ROOT, ROW, "", "keys", "clicks", "scroll", "motions"));
        row("today, since " + time(status.at("/today/since")), status.at("/today/counts"));
        row("since " + time(status.at("/total/since")), status.at("/total/counts"));
        row("last minute", status.path("last_minute"));
    }

    private void sink(JsonNode sink) {
        line("");
        line("%s", sink.path("sink").asText());
        row("seen", sink.path("seen"));
        row("delivered", sink.path("delivered"));
        row("pending", sink.path("pending"));
        for (Map.Entry<String, JsonNode> reason : sink.path("lost").properties()) {
            row("lost: " + reason.getKey(), reason.getValue());
        }
        if (isAny(sink.path("unaccounted"))) {
            row("unaccounted for", sink.path("unaccounted"));
        }
        int waiting = sink.path("waiting_intervals").asInt();
        if (waiting > 0) {
            line("  %d intervals wait, the oldest of %s", waiting, time(sink.path("waiting_since")));
        }
        if (sink.has("last_delivered")) {
            line("  last delivered %s", time(sink.path("last_delivered")));
        }
        if (sink.has("failure")) {
            line(
                    "  failing since %s: %s",
                    time(sink.path("failing_since")), sink.path("failure").asText());
        }
    }

    private static boolean isAny(JsonNode counts) {
        return counts.valueStream().anyMatch(count -> count.asLong() != 0);
    }

    private void liveSink(JsonNode sink) {
        line("");
        line(
                "%s: %s samples = %s delivered + %s pending + %d lost",
                sink.path("sink").asText(),
                sink.path("published"),
                sink.path("delivered"),
                sink.path("pending"),
                sink.path("lost").valueStream().mapToLong(JsonNode::asLong).sum());
        for (Map.Entry<String, JsonNode> reason : sink.path("lost").properties()) {
            line("  lost: %s: %s", reason.getKey(), reason.getValue());
        }
    }

    private void spool() {
        line("");
        line(
                "%s",
                status.has("spool")
                        ? "What is pending is in " + status.path("spool").asText() + ", except the last second."
                        : "What is pending is in memory only.");
    }

    private void row(String name, JsonNode counts) {
        long clicks = 0;
        for (String button : new String[] {"leftClicks", "middleClicks", "rightClicks", "otherClicks"}) {
            clicks += counts.path(button).asLong();
        }
        text.append(String.format(
                Locale.ROOT,
                ROW,
                name,
                counts.path("keyPresses").asLong(),
                clicks,
                counts.path("scrollDetents").asLong(),
                counts.path("motions").asLong()));
    }

    private void line(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append(System.lineSeparator());
    }

    private String time(JsonNode moment) {
        return TIME.format(Instant.parse(moment.asText()).atZone(zone));
    }
}
