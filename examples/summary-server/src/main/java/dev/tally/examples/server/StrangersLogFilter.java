package dev.tally.examples.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;

/**
 * Lets each logger of the HTTP server write one line a minute, without a stack trace: a client without the key can cause all
 * of its warnings as often as it likes.
 *
 * <p>{@link LogConfiguration} installs it.
 *
 * <p><b>Threads.</b> Any.
 */
final class StrangersLogFilter extends TurboFilter {
    private static final String HTTP_SERVER = "org.eclipse.jetty";
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(StrangersLogFilter.class);

    private final Map<String, OccurrenceCounter> counters = new ConcurrentHashMap<>(); // one for each logger

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable failure) {
        if (!logger.getName().startsWith(HTTP_SERVER) || !level.isGreaterOrEqual(Level.WARN) || format == null) {
            return FilterReply.NEUTRAL; // without a format, it is a call of isWarnEnabled
        }
        OccurrenceCounter counter = counters.computeIfAbsent(logger.getName(), name -> new OccurrenceCounter(PERIOD));
        OptionalLong occurrences = counter.count();
        if (occurrences.isPresent()) {
            Throwable cause = cause(parameters, failure);
            LOG.warn(
                    "the HTTP server refused or failed requests ({} since the last such line, {}): {}",
                    occurrences.getAsLong(),
                    logger.getName().substring(logger.getName().lastIndexOf('.') + 1),
                    printable(cause == null ? message(format, parameters) : cause.toString()));
        }
        return FilterReply.DENY;
    }

    private static @Nullable Throwable cause(Object @Nullable [] parameters, @Nullable Throwable failure) {
        if (failure == null && parameters != null && parameters.length > 0) {
            return parameters[parameters.length - 1] instanceof Throwable last ? last : null;
        }
        return failure;
    }

    private static String message(String format, Object @Nullable [] parameters) {
        return String.valueOf(MessageFormatter.arrayFormat(format, parameters).getMessage());
    }

    /** Replaces characters that could change the look of a terminal: the message may quote what a client sent. */
    static String printable(String text) {
        String safe = text.replaceAll("[^ -~]", "?");
        return safe.length() > 200 ? safe.substring(0, 200) + "..." : safe;
    }
}
