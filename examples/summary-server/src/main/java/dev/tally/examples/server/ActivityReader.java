package dev.tally.examples.server;

import dev.tally.examples.server.QueryParameters.Range;
import dev.tally.sink.SinkException;
import dev.tally.sink.encoding.JsonWriter;
import dev.tally.sink.store.ActivityQuery;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import dev.tally.sink.store.SourceActivity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/activity}: the counts of a range in buckets of five minutes, an hour or a day, in pages.
 *
 * <p>Buckets in which nothing came are left out. A page ends with {@code next}, the value of {@code after} for the next page.
 *
 * <p><b>Cost.</b> The store is read in windows, which are shortened until they have at most {@value #MOST_READ} rows: memory does not
 * depend on the length of the range. The shortest ones have two or three rows for each client.
 */
final class ActivityReader implements ReadRoute.Reader {
    private static final Set<String> PARAMETERS =
            Set.of("from", "to", "bucket", "zone", "client", "by", "limit", "after", "format");
    private static final int MOST_ROWS = 10_000;
    private static final int USUAL_ROWS = 2_000;
    private static final int MOST_READ = 15_000;
    private static final int QUARTER_HOUR_SECONDS = 900;

    /** A size of buckets, its name, the range by default, and how much is read of the store at a time: at most, and at least. */
    private record Size(String name, BucketSize buckets, Duration byDefault, Duration longest, Duration shortest) {}

    private static final Size FIVE_MINUTES =
            new Size("5m", BucketSize.FIVE_MINUTES, Duration.ofDays(1), Duration.ofDays(1), Duration.ofMinutes(15));
    private static final Map<String, Size> SIZES = Map.of(
            "5m", FIVE_MINUTES,
            "1h", new Size("1h", BucketSize.HOUR, Duration.ofDays(7), Duration.ofDays(10), Duration.ofHours(2)),
            "1d", new Size("1d", BucketSize.DAY, Duration.ofDays(30), Duration.ofDays(200), Duration.ofDays(2)));

    /** The last row of the page before. */
    private record Position(Instant start, String client) {
        static Optional<Position> of(QueryParameters query, ZoneId zone) throws BadQuery {
            Optional<String> after = query.text("after");
            if (after.isEmpty()) {
                return Optional.empty();
            }
            String[] parts = after.get().split(":", 2);
            if (parts.length == 2 && parts[0].matches("\\d{1,14}")) {
                return Optional.of(new Position(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1]));
            }
            throw BadQuery.of("after", after.get(), "the value of next in the page before");
        }

        boolean isBefore(Bucket bucket) {
            int order = start.compareTo(bucket.start());
            return order < 0 || (order == 0 && client.compareTo(bucket.source()) < 0);
        }

        @Override
        public String toString() {
            return start.toEpochMilli() + ":" + client;
        }
    }

    private record Page(List<Bucket> rows, @Nullable Position next) {}

    private record Asked(
            Range range,
            Size size,
            ZoneId zone,
            Optional<String> client,
            boolean apart,
            int limit,
            Optional<Position> after) {}

    private final ActivityQuery store;
    private final Clock clock;

    ActivityReader(ActivityQuery store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Content read(Request request) throws BadQuery, SinkException {
        QueryParameters query = QueryParameters.of(request, PARAMETERS);
        Asked asked = asked(query);
        boolean csv = query.choice("format", Map.of("json", false, "csv", true), false);
        Page page = page(asked);
        Map<String, String> link = page.next == null ? Map.of() : Map.of("Link", link(request, page.next));
        return csv
                ? new Content(csv(page, asked), Content.CSV, link)
                : new Content(json(page, asked, keptFrom(asked.range)), Content.JSON, link);
    }

    private Asked asked(QueryParameters query) throws BadQuery {
        ZoneId zone = query.zone();
        Size size = query.choice("bucket", SIZES, FIVE_MINUTES);
        return new Asked(
                query.range(zone, clock.instant(), size.byDefault),
                size,
                zone,
                query.client(),
                query.choice("by", Map.of("client", true), false),
                query.number("limit", 1, MOST_ROWS, USUAL_ROWS),
                Position.of(query, zone));
    }

    private Page page(Asked asked) throws SinkException {
        List<Bucket> rows = new ArrayList<>();
        Range range = withCounts(asked);
        Instant start = range.from();
        Duration window = asked.size.longest;
        while (start.isBefore(range.to())) {
            Instant end = windowEnd(asked, start, window, range.to());
            Optional<List<Bucket>> found = read(query(asked, start, end), window.equals(asked.size.shortest));
            if (found.isEmpty()) {
                window = longer(window.dividedBy(2), asked.size.shortest);
                continue;
            }
            for (Bucket bucket : found.get()) {
                if (asked.after.isPresent() && !asked.after.get().isBefore(bucket)) {
                    continue;
                }
                if (rows.size() == asked.limit) {
                    Bucket last = rows.getLast();
                    return new Page(rows, new Position(last.start(), last.source()));
                }
                rows.add(bucket);
            }
            start = end;
            window = shorter(window.multipliedBy(2), asked.size.longest);
        }
        return new Page(rows, null);
    }

    /** Reads a window; returns nothing if it has too many rows and can be shortened. */
    private Optional<List<Bucket>> read(BucketQuery query, boolean isShortest) throws SinkException {
        return isShortest ? Optional.of(store.buckets(query)) : store.buckets(query, MOST_READ);
    }

    /** A window ends where a bucket does, and a quarter hour: where five minutes are removed, a part of one would be in two windows. */
    private static Instant windowEnd(Asked asked, Instant start, Duration window, Instant to) {
        Instant end = asked.size.buckets.startOf(start.plus(window), asked.zone);
        Instant quarter = end.minusSeconds(Math.floorMod(end.getEpochSecond(), QUARTER_HOUR_SECONDS));
        return quarter.isBefore(to) ? quarter : to;
    }

    /** Returns the part of the range that has counts and is not in the pages before. */
    private Range withCounts(Asked asked) throws SinkException {
        Instant from = asked.range.to();
        Instant to = asked.range.from();
        for (SourceActivity source : store.sources()) {
            if (asked.client.isEmpty() || asked.client.get().equals(source.name())) {
                from = earlier(from, source.first());
                to = later(to, source.last().plus(Bucket.LENGTH));
            }
        }
        from = later(from, asked.range.from());
        if (asked.after.isPresent()) {
            from = later(from, asked.after.get().start);
        }
        return new Range(from, earlier(to, asked.range.to()));
    }

    /** Returns since when five minutes are kept, within the range: an answer stays the same while that is elsewhere. */
    private Instant keptFrom(Range range) throws SinkException {
        return earlier(later(store.keptFrom(), range.from()), range.to());
    }

    private static BucketQuery query(Asked asked, Instant from, Instant to) {
        return new BucketQuery(from, to, asked.size.buckets, asked.zone, asked.client, asked.apart);
    }

    private static byte[] json(Page page, Asked asked, Instant keptFrom) {
        JsonWriter json = new JsonWriter();
        json.beginObject()
                .field("from", asked.range.from().toEpochMilli())
                .field("to", asked.range.to().toEpochMilli())
                .field("bucket", asked.size.name)
                .field("kept_from", keptFrom.toEpochMilli())
                .field("zone", asked.zone.getId());
        asked.client.ifPresent(client -> json.field("client", client));
        json.name("rows").beginArray();
        for (Bucket bucket : page.rows) {
            json.beginObject()
                    .field("t", bucket.start().toEpochMilli())
                    .field("start", QueryParameters.iso(bucket.start(), asked.zone));
            if (asked.apart) {
                json.field("client", bucket.source());
            }
            CountFields.write(json, bucket.counts());
            json.endObject();
        }
        json.endArray();
        if (page.next != null) {
            json.field("next", page.next.toString());
        }
        return json.endObject().toBytes();
    }

    private static byte[] csv(Page page, Asked asked) {
        StringBuilder csv = new StringBuilder(asked.apart ? "t,start,client," : "t,start,")
                .append(CountFields.csvHeader())
                .append("\r\n");
        for (Bucket bucket : page.rows) {
            csv.append(bucket.start().toEpochMilli())
                    .append(',')
                    .append(QueryParameters.iso(bucket.start(), asked.zone))
                    .append(',');
            if (asked.apart) {
                csv.append(cell(bucket.source())).append(',');
            }
            csv.append(CountFields.csv(bucket.counts())).append("\r\n");
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Quotes a name; an apostrophe keeps spreadsheets from running a name that looks like a formula. */
    private static String cell(String name) {
        String text = name.matches("[=+\\-@].*") ? "'" + name : name;
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String link(Request request, Position next) {
        String query = String.valueOf(request.getHttpURI().getQuery());
        String kept = query.replaceAll("(^|&)after=[^&]*", "");
        String after = "after=" + URLEncoder.encode(next.toString(), StandardCharsets.UTF_8);
        return "<" + request.getHttpURI().getCanonicalPath() + "?"
                + (kept.isEmpty() ? "" : kept.replaceAll("^&", "") + "&") + after + ">; rel=\"next\"";
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
