package dev.tally.examples.server;

import dev.tally.sink.SinkException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Callback;

/**
 * Bounds the memory of the answers of readers, who may ask on many connections and read none of them.
 *
 * <p>At most {@value #MOST_BUILT} answers are read from the store and written as JSON at a time; others wait for that, but only for
 * {@value #MOST_WAIT_MILLIS} ms: the threads that wait are those that answer posts. Of those
 * that are sent, and larger than {@value #SMALL} bytes, at most {@value #MOST_SENT} bytes are kept for readers that do not take
 * them; others are refused, and one that is larger than that alone can never be sent.
 *
 * <p><b>Threads.</b> Any that may block.
 */
final class AnswerMemory {
    private static final int MOST_BUILT = 4;
    private static final int MOST_WAIT_MILLIS = 500;
    private static final int SMALL = 64 * 1024;
    private static final int MOST_SENT = 24 * 1024 * 1024;

    private final Semaphore built = new Semaphore(MOST_BUILT);
    private final Semaphore sent = new Semaphore(MOST_SENT);

    /** Reads an answer. */
    interface Building {
        ReadRoute.Answer build() throws BadQuery, SinkException;
    }

    /** Builds an answer; returns nothing if {@value #MOST_BUILT} others were being built all the time that it may wait. */
    Optional<ReadRoute.Answer> build(Building building) throws BadQuery, SinkException {
        if (!isFreeSoon()) {
            return Optional.empty();
        }
        try {
            return Optional.of(building.build());
        } finally {
            built.release();
        }
    }

    private boolean isFreeSoon() {
        try {
            return built.tryAcquire(MOST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) { // the server is stopping
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Says whether there can ever be space for so many bytes. */
    static boolean canHold(int bytes) {
        return bytes <= MOST_SENT;
    }

    /** Returns what to call when so many bytes were sent; empty if there is no space for them now. */
    Optional<Callback> reserve(int bytes, Callback callback) {
        if (bytes <= SMALL) {
            return Optional.of(callback);
        }
        return sent.tryAcquire(bytes)
                ? Optional.of(Callback.from(callback, () -> sent.release(bytes)))
                : Optional.empty();
    }
}
