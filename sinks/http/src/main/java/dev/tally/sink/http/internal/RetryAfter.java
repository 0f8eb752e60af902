package dev.tally.sink.http.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Reads the header {@code Retry-After}, in seconds or as a date
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, 10.2.3</a>).
 */
final class RetryAfter {
    /** The longest pause that is kept, even if the server asks for a longer one. */
    static final Duration MOST = Duration.ofHours(1);

    private RetryAfter() {}

    /** Returns the pause from now on, from 0 to {@link #MOST}; empty if the value is neither seconds nor a date. */
    static Optional<Duration> parse(String value, Instant now) {
        String text = value.strip();
        if (text.matches("[0-9]+")) {
            return Optional.of(text.length() > 9 ? MOST : bounded(Duration.ofSeconds(Long.parseLong(text))));
        }
        try {
            Instant at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            return Optional.of(bounded(Duration.between(now, at)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration pause) {
        if (pause.isNegative()) {
            return Duration.ZERO;
        }
        return pause.compareTo(MOST) > 0 ? MOST : pause;
    }
}
