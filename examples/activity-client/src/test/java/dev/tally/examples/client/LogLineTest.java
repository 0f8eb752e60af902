package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LogLineTest {
    @Test
    void aLineHasTimeLevelAndTheLastPartOfTheName() {
        LogLine log = new LogLine("dev.tally.capture.CaptureSession");
        assertEquals(
                "2026-11-26 09:05:07 INFO CaptureSession - text",
                log.line(LocalDateTime.of(2026, 11, 26, 9, 5, 7, 8), Level.INFO, "text"));
        assertEquals(
                "2026-01-02 00:00:00 WARN CaptureSession - text",
                log.line(LocalDateTime.of(2026, 1, 2, 0, 0), Level.WARN, "text"));
    }

    @Test
    void theHttpServerIsQuietBelowWarn() {
        assertFalse(new LogLine("org.eclipse.jetty.server.Server").isInfoEnabled());
        assertTrue(new LogLine("org.eclipse.jetty.server.Server").isWarnEnabled());
        assertTrue(new LogLine("dev.tally.Any").isInfoEnabled());
        assertFalse(new LogLine("dev.tally.Any").isDebugEnabled());
    }

    @Test
    void slf4jWritesToStandardErrorWithIt() {
        PrintStream usual = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            Logger log = LoggerFactory.getLogger("dev.tally.Some");
            assertInstanceOf(LogLine.class, log);
            log.warn("{} of {}", 1, 2, new IllegalStateException("why"));
        } finally {
            System.setErr(usual);
        }
        String text = written.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains(" WARN Some - 1 of 2"), text);
        assertTrue(text.contains("IllegalStateException: why"), text);
    }
}
