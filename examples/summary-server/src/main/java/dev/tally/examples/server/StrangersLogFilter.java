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

/**
 * Lets each logger of the HTTP server write one line a minute, without a stack trace: whatever it warns of, a client without
 * the key can cause as often as it likes.
 *
 * <p>{@code logback.xml} names it. <b>Threads.</b> Any.
 */
public final class StrangersLogFilter extends TurboFilter {
    private static final String HTTP_SERVER = "org.eclipse.jetty";
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(StrangersLogFilter.class);

    private final Map<String, OccurrenceCounter> counters = new ConcurrentHashMap<>(); // as many as there are loggers

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable failure) {
        if (!logger.getName().startsWith(HTTP_SERVER) || !level.isGreaterOrEqual(Level.WARN) || format == null) {
            return FilterReply.NEUTRAL; // also the question whether a level is on, which has no text
        }
        OccurrenceCounter counter = counters.computeIfAbsent(logger.getName(), name -> new OccurrenceCounter(PERIOD));
        OptionalLong occurrences = counter.count();
        if (occurrences.isPresent()) {
            Throwable cause = cause(parameters, failure);
            LOG.warn(
                    "the HTTP server refused or failed {} requests ({}): {}",
                    occurrences.getAsLong(),
                    logger.getName().substring(logger.getName().lastIndexOf('.') + 1),
                    cause == null ? format : printable(cause.toString()));
        }
        return FilterReply.DENY;
    }

    private static @Nullable Throwable cause(Object @Nullable [] parameters, @Nullable Throwable failure) {
        if (failure == null && parameters != null && parameters.length > 0) {
            return parameters[parameters.length - 1] instanceof Throwable last ? last : null;
        }
        return failure;
    }

    /** What a client sent may be quoted in the message. */
    static String printable(String text) {
        String safe = text.replaceAll("[^ -~]", "?");
        return safe.length() > 200 ? safe.substring(0, 200) + "..." : safe;
    }
}
