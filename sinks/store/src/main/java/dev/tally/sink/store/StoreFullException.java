package dev.tally.sink.store;

import dev.tally.sink.SinkException;
import org.jspecify.annotations.Nullable;

/** Thrown when a store has no space for more counts; it can still be read. */
public final class StoreFullException extends SinkException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what is full and what to do
     * @param cause the underlying failure, if there is one
     */
    public StoreFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
