package dev.tally.examples.server;

import dev.tally.examples.server.QueryParameters.Range;
import dev.tally.sink.SinkException;
import dev.tally.sink.encoding.JsonWriter;
import dev.tally.sink.store.ActivityStore;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code DELETE /api/v1/activity} and {@code DELETE /api/v1/clients}: removes counts for good. It needs the server's own
 * key, and there is no default for what is removed.
 */
final class RemovalRoute implements Routes.Route {
    private static final Logger LOG = LoggerFactory.getLogger(RemovalRoute.class);

    /** What is removed. */
    private record Removed(Range range, Optional<String> client) {}

    /** Reads from a request what is to be removed. */
    private interface Reader {
        Removed read(Request request) throws BadQuery;
    }

    private final ActivityStore store;
    private final Access access;
    private final Runnable removed;
    private final Reader reader;

    private RemovalRoute(ActivityStore store, Access access, Runnable removed, Reader reader) {
        this.store = store;
        this.access = access;
        this.removed = removed;
        this.reader = reader;
    }

    /** Removes a range, of one client or of all; {@code removed} is run afterwards. */
    static RemovalRoute ofRange(ActivityStore store, Access access, Runnable removed) {
        return new RemovalRoute(store, access, removed, request -> {
            QueryParameters query = QueryParameters.of(request, Set.of("from", "to", "zone", "client"));
            return new Removed(query.requiredRange(query.zone()), query.client());
        });
    }

    /** Removes all counts of one client; {@code removed} is run afterwards. */
    static RemovalRoute ofClient(ActivityStore store, Access access, Runnable removed) {
        return new RemovalRoute(store, access, removed, request -> {
            Optional<String> client =
                    QueryParameters.of(request, Set.of("client")).client();
            if (client.isEmpty()) {
                throw new BadQuery("client must be given; it is empty for counts whose client is not known");
            }
            return new Removed(QueryParameters.ALL_TIME, client);
        });
    }

    @Override
    public void answer(Request request, Response response, Callback callback) {
        if (!access.refuseOthers(request, response, callback)) {
            Routes.continueLater(request, callback, () -> remove(request, response, callback));
        }
    }

    private void remove(Request request, Response response, Callback callback) {
        try {
            Removed asked = reader.read(request);
            long rows = store.remove(asked.range.from(), asked.range.to(), asked.client);
            removed.run();
            LOG.info("counts from {} to {} were removed: {} rows", asked.range.from(), asked.range.to(), rows);
            byte[] body = new JsonWriter()
                    .beginObject()
                    .field("removed", rows)
                    .endObject()
                    .toBytes();
            new Reply(200, body).send(response, callback);
        } catch (BadQuery e) {
            e.reply().send(response, callback);
        } catch (SinkException | IllegalStateException e) { // the store cannot be written, or the server is stopping
            LOG.error("counts could not be removed, or not all of them: {}", e.getMessage());
            Reply.DATABASE_UNAVAILABLE.send(response, callback);
        }
    }
}
