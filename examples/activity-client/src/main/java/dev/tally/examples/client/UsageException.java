package dev.tally.examples.client;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown for a wrong setting; the message names it, its value, and what would be right. */
final class UsageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable String option;
    private final @Nullable String value;

    /** Creates the exception for settings that are wrong together. */
    UsageException(@Nullable String message) {
        super(message);
        this.option = null;
        this.value = null;
    }

    /** Creates the exception for a wrong value of an option, from the command line or elsewhere. */
    UsageException(String option, Object value, String rule) {
        this(option + " is " + shown(value.toString()) + "; " + rule, option, value.toString());
    }

    private UsageException(@Nullable String message, String option, String value) {
        super(message);
        this.option = option;
        this.value = value;
    }

    /** Returns the exception for a wrong value of an option, with a message that already names the value. */
    static UsageException of(String option, Object value, @Nullable String message) {
        return new UsageException(option + ": " + message, option, value.toString());
    }

    private static String shown(String value) {
        return value.isEmpty() ? "empty" : Excerpt.of(Excerpt.withoutPassword(value));
    }

    /** Returns the option whose value is wrong; empty if no single option is. */
    Optional<String> option() {
        return Optional.ofNullable(option);
    }

    /** Returns the wrong value, or null if no single option is wrong. */
    @Nullable
    String value() {
        return value;
    }
}
