package dev.tally.examples.server;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator of requests with a wrong key, at most once in a minute: a client that is set up wrong retries until it
 * is mended, and one that guesses must not fill the log.
 *
 * <p><b>Threads.</b> Any.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final OccurrenceCounter occurrences = new OccurrenceCounter(Duration.ofMinutes(1));

    void count() {
        occurrences
                .count()
                .ifPresent(times ->
                        LOG.warn("refused {} requests without the right key; check the key of the clients", times));
    }
}
