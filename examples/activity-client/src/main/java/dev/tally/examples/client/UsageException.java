package dev.tally.examples.client;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A setting is wrong; the message names it, its value, and what would be right. */
final class UsageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable String option;
    private final @Nullable String value;

    UsageException(@Nullable String message) {
        super(message);
        this.option = null;
        this.value = null;
    }

    /** The value of an option is wrong, wherever it is from. */
    UsageException(String option, Object value, String rule) {
        this(option + " is " + value + "; " + rule, option, value.toString());
    }

    private UsageException(@Nullable String message, String option, String value) {
        super(message);
        this.option = option;
        this.value = value;
    }

    /** The same in words that name the value already. */
    static UsageException of(String option, Object value, @Nullable String message) {
        return new UsageException(message, option, value.toString());
    }

    /** The option whose value is wrong, if it is that of one. */
    Optional<String> option() {
        return Optional.ofNullable(option);
    }

    @Nullable
    String value() {
        return value;
    }
}
