package dev.tally.examples.server;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that requests came without the right key, at most once a minute: a client with a wrong key repeats its request until
 * somebody corrects it, and one that guesses keys must not fill the log.
 *
 * <p><b>Threads.</b> Any.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final OccurrenceCounter occurrences = new OccurrenceCounter(Duration.ofMinutes(1));

    /** Counts one request without the right key, and logs it if a line is due. */
    void count() {
        occurrences
                .count()
                .ifPresent(times -> LOG.warn(
                        "requests without the right key were refused ({} since the last such line); check the key of the clients",
                        times));
    }
}
