package dev.tally.examples.server;

import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import java.time.Clock;

/**
 * The routes under {@code /api/v1}, the badge, and the files in the jar: what the dashboard and other programs read.
 *
 * <p>{@code openapi.yaml} describes them; a test compares it with the server.
 */
final class Api {
    private final ActivityStore store;
    private final Access access;
    private final ChangeEvents events;
    private final RateLimit limit;
    private final ClientAddress clients;
    private final AnswerMemory memory;
    private final Clock clock = Clock.systemUTC();
    private final PastDays past;

    Api(
            ActivityStore store,
            Access access,
            ChangeEvents events,
            RateLimit limit,
            ClientAddress clients,
            AnswerMemory memory) {
        this.store = store;
        this.access = access;
        this.events = events;
        this.limit = limit;
        this.clients = clients;
        this.memory = memory;
        this.past = new PastDays(store, clock);
    }

    /** Takes notice of counts that were added. */
    void added(Contribution contribution) {
        past.added(contribution);
        events.changed();
    }

    /** Adds the routes. */
    void addTo(Routes routes) {
        new Resources().addTo(routes);
        routes.get("/api/v1/activity", reading(new ActivityReader(store, clock)))
                .get("/api/v1/totals", reading(new TotalsReader(past)))
                .get("/api/v1/clients", reading(new ClientsReader(store, clock)))
                .get("/badge.svg", reading(new BadgeReader(past)))
                .on("GET", "/api/v1/events", events)
                .on("DELETE", "/api/v1/activity", RemovalRoute.ofRange(store, access, this::removed))
                .on("DELETE", "/api/v1/clients", RemovalRoute.ofClient(store, access, this::removed));
    }

    private void removed() {
        past.forget();
        events.changed();
    }

    private Routes.Route reading(ReadRoute.Reader reader) {
        return new ReadRoute(access, limit, clients, memory, reader);
    }
}
