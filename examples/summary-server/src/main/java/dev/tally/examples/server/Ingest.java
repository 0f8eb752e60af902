package dev.tally.examples.server;

import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.Contribution;
import java.util.Map;

/**
 * Takes contributions and makes them durable: {@link CommitQueue} commits them to the database, {@link KafkaIngest} gives them to
 * a broker.
 *
 * <p><b>Threads.</b> Any thread may call any method but {@link #close}; none of them blocks.
 */
interface Ingest extends AutoCloseable {

    /** Receives the outcome of a contribution: exactly one of the methods is called, once. */
    interface Outcome {
        /** Of what is no contribution. */
        Outcome NONE = new Outcome() {
            @Override
            public void committed(Acceptance acceptance) {}

            @Override
            public void queued() {}

            @Override
            public void failed(Reply reply) {}
        };

        /** The contribution is in the database, or was judged not to belong there. */
        void committed(Acceptance acceptance);

        /** The contribution is durable, and is added to the database later. */
        void queued();

        /** The contribution may be lost; the client is answered with this, and sends it again. */
        void failed(Reply reply);
    }

    /** Takes a contribution; returns false if too many wait or this is closing, and then the outcome is not called. */
    boolean offer(Contribution contribution, Outcome outcome);

    /** Looks soon whether the database can be written, because it could not be read. */
    void probe();

    /** Says whether contributions could be made durable the last time. */
    boolean isHealthy();

    /** Returns how many contributions had each outcome, by its name. */
    Map<String, Long> outcomes();

    /** Returns how often something was made durable: commits of the database, or acknowledgements of the broker. */
    long commits();

    /** Returns the time that this took. */
    long commitNanos();

    /** Returns how many contributions wait. */
    int waiting();

    /** Makes durable what waits, and ends. No other thread may call {@link #offer} at the same time. */
    @Override
    void close();
}
