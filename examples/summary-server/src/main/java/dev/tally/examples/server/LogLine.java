package dev.tally.examples.server;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * Writes an event as one line: {@code 2026-04-07T22:29:01.542+02:00 WARN  message}, and what failed with its first frame on the
 * lines after it.
 *
 * <p>Logback's pattern {@code %d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %msg%n%ex{short}} writes the same; reading it takes a
 * part of the start (docs/performance.md).
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
    private static final int LEVEL_WIDTH = 5;

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(128);
        appendTime(line, event.getInstant().atZone(ZoneId.systemDefault()));
        String level = event.getLevel().toString();
        line.append(' ').append(level).repeat(' ', LEVEL_WIDTH - level.length() + 1);
        line.append(event.getFormattedMessage()).append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            line.append(failure(event));
        }
        return line.toString();
    }

    private static void appendTime(StringBuilder line, ZonedDateTime time) {
        line.append(time.toLocalDate()).append('T');
        appendNumber(line, 2, time.getHour());
        line.append(':');
        appendNumber(line, 2, time.getMinute());
        line.append(':');
        appendNumber(line, 2, time.getSecond());
        line.append('.');
        appendNumber(line, 3, time.getNano() / 1_000_000);
        line.append(time.getOffset());
    }

    private static void appendNumber(StringBuilder line, int digits, int number) {
        String text = Integer.toString(number);
        line.repeat('0', digits - text.length()).append(text);
    }

    private static String failure(ILoggingEvent event) {
        ThrowableProxyConverter converter = new ThrowableProxyConverter();
        converter.setOptionList(List.of("short"));
        converter.start();
        return converter.convert(event);
    }
}
