package dev.tally.examples.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code top} shows: the counts of a running client with their latest rates, and its sinks.
 *
 * <p><b>Threads.</b> One.
 */
final class TopScreen {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String COUNTS = "%-8s %10s %10s %9s  %s";
    private static final String SINK = "%-38s %10s %9s %8s";
    /** The columns of a line of counts that are not bars, and one that stays free. */
    private static final int BESIDE_BARS = 43;

    private static final int LEAST_BARS = 8;
    private static final List<String> KEYS = List.of("keyPresses");

    /**
     * One line of counts.
     *
     * @param name its heading
     * @param counts the names of the counts that it adds up
     * @param rates the last rates of their sum
     */
    private record Row(String name, List<String> counts, RateHistory rates) {
        Row(String name, String... counts) {
            this(name, List.of(counts), new RateHistory());
        }
    }

    /**
     * A line of the screen.
     *
     * @param text without line break
     * @param style how it is shown
     */
    record Line(String text, Style style) {}

    /** How a line is shown where there are colours. */
    enum Style {
        NORMAL,
        TITLE,
        WARNING
    }

    private final ZoneId zone;
    private final String bars;
    private final List<Row> rows = List.of(
            new Row("keys", "keyPresses"),
            new Row("clicks", "leftClicks", "middleClicks", "rightClicks", "otherClicks"),
            new Row("scroll", "scrollDetents"),
            new Row("motions", "motions"));

    /**
     * Creates a screen.
     *
     * @param bars the characters of bars, the lowest first
     */
    TopScreen(ZoneId zone, String bars) {
        this.zone = zone;
        this.bars = bars;
    }

    /**
     * Takes a new state of the client.
     *
     * @param seconds the time since the one before
     */
    void add(JsonNode status, double seconds) {
        rows.forEach(row -> row.rates().add(sum(status.at("/total/counts"), row.counts()), seconds));
    }

    /** Returns the lines, of which none is longer and that are not more than the terminal shows. */
    List<Line> lines(JsonNode status, Terminal.Size size) {
        List<Line> lines = new ArrayList<>();
        header(status, lines);
        counts(status, size.columns(), lines);
        sinks(status, lines);
        int most = Math.max(1, size.rows() - 1);
        List<Line> shown = new ArrayList<>(lines.subList(0, Math.min(lines.size(), most)));
        if (shown.size() < size.rows()) {
            shown.add(new Line("q quits", Style.NORMAL));
        }
        return shown.stream()
                .map(line -> new Line(cut(line.text(), size.columns() - 1), line.style()))
                .toList();
    }

    private void header(JsonNode status, List<Line> lines) {
        String state = status.path("state").asText();
        String until = status.has("paused_until") ? " until " + time(status.path("paused_until")) : "";
        lines.add(new Line(
                time(status.path("at")) + "  activity-client "
                        + status.path("pid").asText() + ", " + state + until + "  "
                        + status.path("source").asText(""),
                state.equals("counting") ? Style.TITLE : Style.WARNING));
        lines.add(new Line(
                StatusText.counted(status.at("/devices/keyboards"), "keyboard") + ", "
                        + StatusText.counted(status.at("/devices/pointers"), "pointer") + "; today "
                        + status.at("/today/counts/activeMillis").asLong() / 60_000 + " min active",
                Style.NORMAL));
    }

    private void counts(JsonNode status, int columns, List<Line> lines) {
        int width = Math.max(LEAST_BARS, columns - BESIDE_BARS);
        lines.add(new Line("", Style.NORMAL));
        lines.add(new Line(
                String.format(Locale.ROOT, COUNTS, "", "today", "in all", "last min", "each second until now"),
                Style.TITLE));
        rows.forEach(row -> lines.add(new Line(
                String.format(
                        Locale.ROOT,
                        COUNTS,
                        row.name(),
                        sum(status.at("/today/counts"), row.counts()),
                        sum(status.at("/total/counts"), row.counts()),
                        sum(status.path("last_minute"), row.counts()),
                        row.rates().line(width, bars)),
                Style.NORMAL)));
    }

    private void sinks(JsonNode status, List<Line> lines) {
        lines.add(new Line("", Style.NORMAL));
        lines.add(new Line(String.format(Locale.ROOT, SINK, "sink", "delivered", "pending", "waiting"), Style.TITLE));
        for (JsonNode sink : status.path("sinks")) {
            lines.add(sinkLine(
                    sink,
                    sum(sink.path("delivered"), KEYS) + " keys",
                    sum(sink.path("pending"), KEYS) + " keys",
                    sink.path("waiting_intervals").asText()));
            if (sink.has("failure")) {
                lines.add(new Line(
                        "  fails since " + time(sink.path("failing_since")) + ": "
                                + sink.path("failure").asText(),
                        Style.WARNING));
            }
        }
        for (JsonNode sink : status.path("live_sinks")) {
            lines.add(sinkLine(
                    sink, sink.path("delivered").asText(), sink.path("pending").asText(), "-"));
        }
        lines.add(new Line("", Style.NORMAL));
    }

    private static Line sinkLine(JsonNode sink, String delivered, String pending, String waiting) {
        String name = cut(sink.path("sink").asText(), 38);
        return new Line(
                String.format(Locale.ROOT, SINK, name, delivered, pending, waiting),
                sink.has("failure") ? Style.WARNING : Style.NORMAL);
    }

    private static long sum(JsonNode counts, List<String> names) {
        return names.stream().mapToLong(name -> counts.path(name).asLong()).sum();
    }

    /** Cuts off what does not fit; control characters are replaced, because they would move the cursor. */
    private static String cut(String text, int columns) {
        int[] shown = text.codePoints()
                .limit(columns)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .toArray();
        return new String(shown, 0, shown.length);
    }

    private String time(JsonNode moment) {
        return TIME.format(Instant.parse(moment.asText()).atZone(zone));
    }
}
