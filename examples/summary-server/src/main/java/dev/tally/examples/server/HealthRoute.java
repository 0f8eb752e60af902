package dev.tally.examples.server;

import dev.tally.sink.SinkException;
import dev.tally.sink.sqlite.ActivityStore;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code GET /health}: says whether the database can be read and has taken the last counts. */
final class HealthRoute implements Routes.Route {
    private final ActivityStore store;
    private final CommitQueue queue;

    HealthRoute(ActivityStore store, CommitQueue queue) {
        this.store = store;
        this.queue = queue;
    }

    @Override
    public void answer(Request request, Response response, Callback callback) {
        request.getComponents().getExecutor().execute(() -> check().send(response, callback));
    }

    private Reply check() {
        try {
            store.check();
            return queue.isHealthy()
                    ? Reply.HEALTHY
                    : unavailable("the last counts could not be committed; see the log");
        } catch (SinkException e) {
            queue.probe(); // so that the database is opened again even if no client posts
            return unavailable(withoutDirectory(e));
        } catch (IllegalStateException e) {
            return unavailable("the server is stopping");
        }
    }

    /** Removes the directory from the message: no key is needed for this route, so it must not show paths of this machine. */
    private String withoutDirectory(SinkException failure) {
        return String.valueOf(failure.getMessage())
                .replace(store.file().resolveSibling("").toString() + "/", "");
    }

    private static Reply unavailable(String message) {
        return Reply.error(503, "database_unavailable", message);
    }
}
