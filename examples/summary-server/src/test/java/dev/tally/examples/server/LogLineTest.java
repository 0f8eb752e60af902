package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The lines of the log, beside those of Logback's own pattern. */
class LogLineTest {
    private static final List<String> MOMENTS = List.of(
            "2026-04-07T22:29:01.542Z",
            "2026-12-31T23:59:59.999999Z",
            "2026-01-02T03:04:05Z",
            "1970-01-01T00:00:00.001Z");

    private final LoggerContext context = new LoggerContext();
    private final LogLine layout = new LogLine();
    private final PatternLayout pattern = new PatternLayout();

    LogLineTest() {
        pattern.setContext(context);
        pattern.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %msg%n%ex{short}");
        pattern.start();
    }

    @Test
    void linesAreThoseOfThePattern() {
        for (String moment : MOMENTS) {
            for (Level level : List.of(Level.INFO, Level.WARN, Level.ERROR)) {
                assertSame(event(level, moment, null));
            }
        }
    }

    @Test
    void failuresAreThoseOfThePattern() {
        assertSame(
                event(Level.ERROR, MOMENTS.get(0), new IllegalStateException("outer", new RuntimeException("inner"))));
    }

    private void assertSame(LoggingEvent event) {
        assertEquals(pattern.doLayout(event), layout.doLayout(event));
    }

    private LoggingEvent event(Level level, String moment, @Nullable Throwable failure) {
        Logger logger = context.getLogger("any");
        LoggingEvent event = new LoggingEvent("any", logger, level, "it is {}", failure, new Object[] {"so"});
        event.setInstant(Instant.parse(moment));
        return event;
    }
}
