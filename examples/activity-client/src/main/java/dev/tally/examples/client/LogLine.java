package dev.tally.examples.client;

import java.io.Serial;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * A logger that writes lines to standard error: {@code 2026-11-26 11:54:45 INFO CaptureSession - text}. The HTTP server's lines are
 * left out below WARN, all others below INFO.
 */
final class LogLine extends LegacyAbstractLogger {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final String HTTP_SERVER = "org.eclipse.jetty";

    private final Level least;

    LogLine(String name) {
        this.name = name;
        this.least = name.startsWith(HTTP_SERVER) ? Level.WARN : Level.INFO;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        String line = line(LocalDateTime.now(), level, MessageFormatter.basicArrayFormat(pattern, arguments));
        synchronized (System.err) { // a stack trace belongs to its line
            System.err.println(line);
            if (failure != null) {
                failure.printStackTrace(System.err);
            }
        }
    }

    /** Returns the line. The time is not formatted by a pattern: to read the first pattern takes longer than the client's start. */
    String line(LocalDateTime time, Level level, @Nullable String text) {
        LocalDateTime second = time.truncatedTo(ChronoUnit.SECONDS);
        String clock = second.toLocalTime().toString(); // without seconds on the whole minute
        return second.toLocalDate() + " " + (clock.length() == 5 ? clock + ":00" : clock) + " " + level + " "
                + name.substring(name.lastIndexOf('.') + 1) + " - " + text;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    private boolean isLogged(Level level) {
        return level.toInt() >= least.toInt();
    }

    @Override
    public boolean isTraceEnabled() {
        return isLogged(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isLogged(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isLogged(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isLogged(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isLogged(Level.ERROR);
    }
}
