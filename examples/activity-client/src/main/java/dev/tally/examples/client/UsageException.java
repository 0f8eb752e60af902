package dev.tally.examples.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A setting is wrong; the message names it, its value, where it came from where that helps, and what would be right. */
final class UsageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    UsageException(@Nullable String message) {
        super(message);
    }
}
