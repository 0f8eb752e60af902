package dev.tally.aggregation.internal;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * Writes and reads the text of a file of the spool: what waits for one sink, or the interval that is open.
 *
 * <pre>
 * tally-spool 1
 * sink http http://localhost:5000/frames
 * cut 08679f9b-4bfd-49f4-b138-7df80371b4a5 7
 * interval 08679f9b-4bfd-49f4-b138-7df80371b4a5 7 7 2026-03-01T12:00:00Z 2026-03-01T12:00:30Z keyPresses=210 motions=480
 * end 5f0c6a1b
 * </pre>
 *
 * <p>An interval has its run, first and last number, start, end, and each {@link Count} that is not 0. The last line
 * holds the CRC-32 of all bytes before it, so a file that was cut off or changed is noticed.
 *
 * <p><b>Privacy.</b> A file holds counts and times of intervals, as they are delivered, and nothing else.
 */
final class SpoolFormat {
    static final int VERSION = 1;
    private static final String MAGIC = "tally-spool ";
    private static final String SINK = "sink ";
    private static final String CUT = "cut ";
    private static final String INTERVAL = "interval ";
    private static final String END = "end ";
    private static final int IDENTITY_FIELDS = 5;

    private SpoolFormat() {}

    /**
     * The contents of one file.
     *
     * @param sink the name of the sink, or {@code *} in the file of the open interval
     * @param run the run that wrote the file
     * @param cutThrough the number of the newest interval of that run that was handed to the sink's outbox, 0 before the first
     * @param intervals what waits, oldest first
     */
    record Contents(String sink, UUID run, long cutThrough, List<ActivityInterval> intervals) {
        Contents {
            intervals = List.copyOf(intervals);
        }
    }

    /** Thrown for a file that is no spool of this version; the message says why. */
    static final class UnreadableException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    /** Returns the bytes of a file with these contents. */
    static byte[] encode(Contents contents) {
        StringBuilder text =
                new StringBuilder(256).append(MAGIC).append(VERSION).append('\n');
        text.append(SINK).append(contents.sink().replace('\n', ' ')).append('\n');
        text.append(CUT)
                .append(contents.run())
                .append(' ')
                .append(contents.cutThrough())
                .append('\n');
        contents.intervals().forEach(interval -> append(text, interval));
        String checksum = checksum(text);
        text.append(END).append(checksum).append('\n');
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder text, ActivityInterval interval) {
        text.append(INTERVAL).append(interval.run());
        text.append(' ').append(interval.first()).append(' ').append(interval.last());
        text.append(' ').append(interval.start()).append(' ').append(interval.end());
        for (Count count : Count.values()) {
            long n = interval.counts().get(count);
            if (n != 0) {
                text.append(' ').append(count.label()).append('=').append(n);
            }
        }
        text.append('\n');
    }

    private static String checksum(CharSequence text) {
        CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    /**
     * Reads the bytes of a file.
     *
     * @throws UnreadableException if the file is damaged, not a spool, or of another version
     */
    static Contents decode(byte[] bytes) throws UnreadableException {
        String text = text(bytes);
        if (!text.startsWith(MAGIC)) {
            throw new UnreadableException("it is no file of a spool");
        }
        if (!text.startsWith(MAGIC + VERSION + "\n")) {
            throw new UnreadableException("it was written by another version ("
                    + text.lines().findFirst().orElse("") + "); this one reads " + MAGIC + VERSION);
        }
        int end = text.lastIndexOf("\n" + END) + 1;
        if (end == 0 || !text.substring(end).equals(END + checksum(text.substring(0, end)) + "\n")) {
            throw new UnreadableException("it is damaged or incomplete: its checksum does not fit");
        }
        try {
            return parse(text.substring(0, end).lines().skip(1).toList());
        } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeParseException e) {
            throw new UnreadableException("it cannot be understood: " + e.getMessage());
        }
    }

    private static String text(byte[] bytes) throws UnreadableException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException("it is no text");
        }
    }

    private static Contents parse(List<String> lines) {
        String sink = after(SINK, lines.get(0));
        String[] cut = after(CUT, lines.get(1)).split(" ");
        List<ActivityInterval> intervals = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            intervals.add(interval(after(INTERVAL, line).split(" ")));
        }
        return new Contents(sink, UUID.fromString(cut[0]), Long.parseLong(cut[1]), intervals);
    }

    private static String after(String word, String line) {
        if (!line.startsWith(word)) {
            throw new IllegalArgumentException("'" + line + "' does not begin with '" + word + "'");
        }
        return line.substring(word.length());
    }

    private static ActivityInterval interval(String[] fields) {
        return new ActivityInterval(
                UUID.fromString(fields[0]),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                Instant.parse(fields[3]),
                Instant.parse(fields[4]),
                counts(Arrays.asList(fields).subList(IDENTITY_FIELDS, fields.length)));
    }

    private static Counts counts(List<String> fields) {
        Map<String, Long> numbers = new HashMap<>();
        for (String field : fields) {
            String[] pair = field.split("=", 2);
            numbers.put(pair[0], Long.parseLong(pair[1]));
        }
        Counts counts = Counts.of(count -> numbers.getOrDefault(count.label(), 0L));
        numbers.keySet()
                .removeAll(Arrays.stream(Count.values()).map(Count::label).toList());
        if (!numbers.isEmpty()) {
            throw new IllegalArgumentException("there is no count " + numbers.keySet());
        }
        return counts;
    }
}
