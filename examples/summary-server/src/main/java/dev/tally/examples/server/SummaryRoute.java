package dev.tally.examples.server;

import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.encoding.JsonWriter;
import dev.tally.sink.sqlite.ActivityStore;
import dev.tally.sink.sqlite.Bucket;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /activity/summary}: the last fourteen days, so often for each client.
 *
 * <p>Rows have the members of the system that Tally succeeds and no others. With {@code ?detail=1} there is a row for each
 * source, named, with every count that is kept.
 */
final class SummaryRoute implements Routes.Route {
    private static final Duration SHOWN = Duration.ofDays(14);
    private static final Logger log = LoggerFactory.getLogger(SummaryRoute.class);

    private final ActivityStore store;
    private final RateLimit limit;
    private final ClientAddress clients;

    SummaryRoute(ActivityStore store, RateLimit limit, ClientAddress clients) {
        this.store = store;
        this.limit = limit;
        this.clients = clients;
    }

    @Override
    public void answer(Request request, Response response, Callback callback) {
        long wait = limit.secondsToWait(clients.of(request));
        if (wait > 0) {
            Reply.RATE_LIMITED.sendWithPause(Duration.ofSeconds(wait), response, callback);
            return;
        }
        // Reading may wait for the disk, and the thread we are on watches connections.
        request.getComponents().getExecutor().execute(() -> read(request).send(response, callback));
    }

    private Reply read(Request request) {
        try {
            boolean detail = isDetailed(request);
            List<Bucket> buckets = detail ? store.summaryBySource(SHOWN) : store.summary(SHOWN);
            return new Reply(200, json(buckets, detail));
        } catch (SinkException | IllegalStateException e) { // cannot be read, or is closed already
            log.error("the summary cannot be read: {}", e.getMessage());
            return Reply.DATABASE_UNAVAILABLE;
        }
    }

    private static boolean isDetailed(Request request) {
        try {
            Fields.Field detail = Request.extractQueryParameters(request).get("detail");
            return detail != null && "1".equals(detail.getValue());
        } catch (RuntimeException e) { // a query that cannot be decoded asks for nothing
            return false;
        }
    }

    private static byte[] json(List<Bucket> buckets, boolean detail) {
        JsonWriter json = new JsonWriter();
        json.beginObject().name("rows").beginArray();
        for (Bucket bucket : buckets) {
            Counts counts = bucket.counts();
            json.beginObject()
                    .field("t", bucket.start().toEpochMilli())
                    .field("lc", counts.leftClicks())
                    .field("rc", counts.rightClicks())
                    .field("mc", counts.middleClicks())
                    .field("kp", counts.keyPresses())
                    .field("mm", counts.motions());
            if (detail) {
                detail(json, bucket.source(), counts);
            }
            json.endObject();
        }
        return json.endArray().endObject().toBytes();
    }

    private static void detail(JsonWriter json, String source, Counts counts) {
        json.field("source", source)
                .field("kr", counts.keyRepeats())
                .field("oc", counts.otherClicks())
                .field("scroll", counts.scrollDetents())
                .field("scroll120", counts.vertical120())
                .field("hscroll120", counts.horizontal120())
                .field("distance1000", counts.distance1000())
                .field("active_ms", counts.activeMillis())
                .field("gaps", counts.gaps());
    }
}
