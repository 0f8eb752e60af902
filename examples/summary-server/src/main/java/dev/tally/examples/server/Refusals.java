package dev.tally.examples.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator of requests with a wrong key, at most once in a minute: a client that is set up wrong retries for
 * ever, and one that guesses must not fill the log.
 *
 * <p><b>Threads.</b> Any.
 */
final class Refusals {
    private static final long BETWEEN_LINES_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong lastLine = new AtomicLong(System.nanoTime() - BETWEEN_LINES_NANOS);

    void count() {
        untold.incrementAndGet();
        long now = System.nanoTime();
        long last = lastLine.get();
        if (now - last >= BETWEEN_LINES_NANOS && lastLine.compareAndSet(last, now)) {
            log.warn("refused {} requests without the right key; check the key of the clients", untold.getAndSet(0));
        }
    }
}
