package dev.tally.examples.server;

import dev.tally.examples.server.DayTotals.Period;
import dev.tally.sink.Count;
import dev.tally.sink.SinkException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Request;

/** {@code GET /badge.svg}: one count of one period as a small picture, to be put into another page. */
final class BadgeReader implements ReadRoute.Reader {
    private static final Set<String> PARAMETERS = Set.of("count", "period", "zone", "client", "label");
    private static final Map<String, Period> PERIODS =
            Stream.of(Period.values()).collect(Collectors.toUnmodifiableMap(Period::word, period -> period));
    private static final int LONGEST_LABEL = 40;
    private static final int CHARACTER_WIDTH = 7;
    private static final int PADDING = 12;
    private static final Map<String, String> HEADERS = Map.of("Cache-Control", "public, max-age=60");

    private final PastDays past;

    BadgeReader(PastDays past) {
        this.past = past;
    }

    @Override
    public Content read(Request request) throws BadQuery, SinkException {
        QueryParameters query = QueryParameters.of(request, PARAMETERS);
        ZoneId zone = query.zone();
        Count count = query.choice("count", CountFields.BY_NAME, Count.KEY_PRESSES);
        Period period = query.choice("period", PERIODS, Period.TODAY);
        String label = query.text("label").orElse(label(count, period));
        if (label.length() > LONGEST_LABEL) {
            throw BadQuery.of("label", label, "at most " + LONGEST_LABEL + " characters");
        }
        DayTotals totals = past.totals(query.client(), zone);
        String value = String.format(Locale.ROOT, "%,d", totals.of(period).get(count));
        return new Content(svg(label, value).getBytes(StandardCharsets.UTF_8), Content.SVG, HEADERS);
    }

    private static String label(Count count, Period period) {
        String words = count.label().replaceAll("([a-z])([A-Z0-9])", "$1 $2").toLowerCase(Locale.ROOT);
        return words + (period == Period.TODAY ? " today" : period == Period.LIFETIME ? "" : " this " + period.word());
    }

    private static String svg(String label, String value) {
        int left = width(label);
        int right = width(value);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="%4$s: %5$s">
                <title>%4$s: %5$s</title>
                <rect width="%1$d" height="20" rx="4" fill="#3f3f52"/>
                <path d="M%2$d 0h%3$da4 4 0 0 1 4 4v12a4 4 0 0 1-4 4h-%3$dz" fill="#4f46e5"/>
                <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
                <text x="%6$d" y="14">%4$s</text>
                <text x="%7$d" y="14">%5$s</text>
                </g>
                </svg>
                """.formatted(left + right, left, right - 4, escaped(label), escaped(value), left / 2, left + right / 2);
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length()) * CHARACTER_WIDTH + PADDING;
    }

    /** Escapes text for XML, and replaces what XML cannot hold. */
    private static String escaped(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cs}\\uFFFE\\uFFFF]", "?")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
