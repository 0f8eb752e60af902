package dev.tally.examples.server;

import dev.tally.sink.SinkException;
import dev.tally.sink.encoding.JsonWriter;
import dev.tally.sink.store.ActivityStore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET /health}: says whether the database can be read and has taken the last counts.
 *
 * <p>With {@code ?full} it also says which release runs for how long, how much waits, and how long reading took; that needs the
 * access that the summary needs.
 */
final class HealthRoute implements Routes.Route {
    private final ActivityStore store;
    private final Ingest ingest;
    private final Access access;
    private final long start = System.nanoTime();

    HealthRoute(ActivityStore store, Ingest ingest, Access access) {
        this.store = store;
        this.ingest = ingest;
        this.access = access;
    }

    @Override
    public void answer(Request request, Response response, Callback callback) {
        boolean full = isFull(request);
        if (full && access.refuse(request, response, callback, Scope.READ)) {
            return;
        }
        Routes.continueLater(request, callback, () -> (full ? full() : check()).send(response, callback));
    }

    private static boolean isFull(Request request) {
        String query = request.getHttpURI().getQuery();
        return query != null && (query.equals("full") || query.equals("full=1"));
    }

    private Reply full() {
        long before = System.nanoTime();
        Reply simple = check();
        JsonWriter json = new JsonWriter();
        byte[] body = json.beginObject()
                .field("status", simple.status() == 200 ? "ok" : "unavailable")
                .field("version", Flags.version())
                .field("uptime_s", seconds(before - start))
                .field("read_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before))
                .field("writing", ingest.isHealthy())
                .field("waiting", ingest.waiting())
                .field("commits", ingest.commits())
                .endObject()
                .toBytes();
        return new Reply(simple.status(), body);
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    private Reply check() {
        try {
            store.check();
            return ingest.isHealthy() ? Reply.HEALTHY : unavailable("the last counts could not be stored; see the log");
        } catch (SinkException e) {
            ingest.probe(); // so that the database is opened again even if no client posts
            return unavailable(withoutDirectory(e));
        } catch (IllegalStateException e) {
            return unavailable("the server is stopping");
        }
    }

    /** Removes the directory from the message: no key is needed for this route, so it must not show paths of this machine. */
    private String withoutDirectory(SinkException failure) {
        String name = store.name();
        int start = name.indexOf('/');
        String directory = start < 0 ? "/" : name.substring(start, name.lastIndexOf('/') + 1);
        return String.valueOf(failure.getMessage()).replace(directory, "");
    }

    private static Reply unavailable(String message) {
        return Reply.error(503, "database_unavailable", message);
    }
}
