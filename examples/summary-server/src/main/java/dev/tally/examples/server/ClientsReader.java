package dev.tally.examples.server;

import dev.tally.examples.server.QueryParameters.Range;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.encoding.JsonWriter;
import dev.tally.sink.store.ActivityQuery;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.SourceActivity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Request;

/** {@code GET /api/v1/clients}: the clients, when each was first and last active, and its counts in a range. */
final class ClientsReader implements ReadRoute.Reader {
    private static final Set<String> PARAMETERS = Set.of("from", "to", "zone");
    private static final Duration ALL = Duration.ofDays(365_000);

    private final ActivityQuery store;
    private final Clock clock;

    ClientsReader(ActivityQuery store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Content read(Request request) throws BadQuery, SinkException {
        QueryParameters query = QueryParameters.of(request, PARAMETERS);
        ZoneId zone = query.zone();
        Range range = query.range(zone, clock.instant(), ALL);
        JsonWriter json = new JsonWriter().beginObject().name("clients").beginArray();
        for (SourceActivity source : store.sources()) {
            Instant from = later(range.from(), source.first());
            Instant to = earlier(range.to(), source.last().plus(Bucket.LENGTH));
            json.beginObject()
                    .field("client", source.name())
                    .field("first", QueryParameters.iso(source.first(), zone))
                    .field("last", QueryParameters.iso(source.last(), zone));
            CountFields.write(
                    json, from.isBefore(to) ? store.total(from, to, Optional.of(source.name())) : Counts.NONE);
            json.endObject();
        }
        return new Content(json.endArray().endObject().toBytes(), Content.JSON);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
