package dev.tally.examples.server;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.encoding.JsonWriter;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import dev.tally.sink.store.CountNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/**
 * {@code GET /activity/summary}: returns the counts of the last fourteen days.
 *
 * <p>Rows have the members of the system that Tally succeeds and no others. With {@code ?detail=1} there is a row for each
 * source, named, with every count that is kept.
 *
 * <p><b>Cost.</b> The store keeps the sums of all sources, and the answer is written anew only when one of them has changed. With
 * {@code ?detail=1} there are at most {@value #MOST_ROWS} rows, which take about 1 KB each while they are read and written. Instead of more, the
 * answer names {@link ActivityReader}, which has pages.
 */
final class SummaryReader implements ReadRoute.Reader {
    private static final Duration SHOWN = Duration.ofDays(14);
    private static final int MOST_ROWS = 15_000;
    private static final Reply TOO_MANY_ROWS = Reply.error(
            413,
            "too_large",
            "there are more than " + MOST_ROWS
                    + " rows; read them in pages from /api/v1/activity?by=client, which takes from and to");

    /** The counts in the rows of the system that Tally succeeds, in its order. */
    private static final List<Count> ORIGINAL =
            List.of(Count.LEFT_CLICKS, Count.RIGHT_CLICKS, Count.MIDDLE_CLICKS, Count.KEY_PRESSES, Count.MOTIONS);

    private static final List<Count> FURTHER =
            Stream.of(Count.values()).filter(count -> !ORIGINAL.contains(count)).toList();

    private final ActivityStore store;
    private final Clock clock;
    private volatile Written written = new Written(List.of(), json(List.of(), false));

    /** The last answer; the store returns the same list as long as nothing has changed. */
    private record Written(List<Bucket> buckets, byte[] json) {}

    SummaryReader(ActivityStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public ReadRoute.Answer read(Request request) throws SinkException {
        return isDetailed(request) ? detailed() : new Reply(200, summary());
    }

    private Reply detailed() throws SinkException {
        Instant now = clock.instant();
        BucketQuery query =
                BucketQuery.of(now.minus(SHOWN), now, BucketSize.FIVE_MINUTES).apart();
        return store.buckets(query, MOST_ROWS)
                .map(buckets -> new Reply(200, json(buckets, true)))
                .orElse(TOO_MANY_ROWS);
    }

    @SuppressWarnings(
            "ReferenceEquality") // the same list has the same content; comparing the content is what this saves
    private byte[] summary() throws SinkException {
        List<Bucket> buckets = store.summary(SHOWN);
        Written last = written;
        if (last.buckets != buckets) {
            last = new Written(buckets, json(buckets, false));
            written = last;
        }
        return last.json;
    }

    private static boolean isDetailed(Request request) {
        try {
            Fields.Field detail = Request.extractQueryParameters(request).get("detail");
            return detail != null && "1".equals(detail.getValue());
        } catch (RuntimeException e) { // a query that cannot be decoded counts as no query
            return false;
        }
    }

    private static byte[] json(List<Bucket> buckets, boolean detail) {
        JsonWriter json = new JsonWriter();
        json.beginObject().name("rows").beginArray();
        for (Bucket bucket : buckets) {
            json.beginObject().field("t", bucket.start().toEpochMilli());
            counts(json, ORIGINAL, bucket.counts());
            if (detail) {
                counts(json.field("source", bucket.source()), FURTHER, bucket.counts());
            }
            json.endObject();
        }
        return json.endArray().endObject().toBytes();
    }

    private static void counts(JsonWriter json, List<Count> which, Counts counts) {
        for (Count count : which) {
            json.field(CountNames.of(count), counts.get(count));
        }
    }
}
