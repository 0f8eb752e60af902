package dev.tally.examples.server;

import dev.tally.sink.SinkException;
import dev.tally.sink.sqlite.ActivityStore;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code GET /health}: whether the database can be read, and took the last counts. */
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
            return queue.isHealthy() ? Reply.HEALTHY : Reply.DATABASE_UNAVAILABLE;
        } catch (SinkException | IllegalStateException e) {
            return Reply.DATABASE_UNAVAILABLE;
        }
    }
}
