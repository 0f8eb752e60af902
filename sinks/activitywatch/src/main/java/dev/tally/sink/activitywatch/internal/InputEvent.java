package dev.tally.sink.activitywatch.internal;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.encoding.JsonWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One event of an input bucket. The server keeps times in milliseconds, so an event has no finer ones.
 *
 * @param timestamp the start, in whole milliseconds
 * @param durationMillis the length in milliseconds
 * @param data the fields of aw-watcher-input in its order
 */
public record InputEvent(Instant timestamp, long durationMillis, Map<String, Long> data) {

    /** Returns the event of an interval. */
    public static InputEvent of(ActivityInterval interval) {
        Instant start = interval.start().truncatedTo(ChronoUnit.MILLIS);
        Counts counts = interval.counts();
        Map<String, Long> data = new LinkedHashMap<>();
        data.put("presses", counts.keyPresses());
        data.put("clicks", clicks(counts));
        data.put("deltaX", rounded(counts.distance1000(), 1000));
        data.put("deltaY", 0L);
        data.put("scrollX", rounded(counts.horizontal120(), 120));
        data.put("scrollY", counts.scrollDetents());
        return new InputEvent(start, Duration.between(start, interval.end()).toMillis(), data);
    }

    private static long clicks(Counts counts) {
        return Stream.of(Count.LEFT_CLICKS, Count.MIDDLE_CLICKS, Count.RIGHT_CLICKS, Count.OTHER_CLICKS)
                .mapToLong(counts::get)
                .reduce(0, Math::addExact);
    }

    private static long rounded(long value, int divisor) {
        return value / divisor + (value % divisor * 2 >= divisor ? 1 : 0);
    }

    /** Returns whether all fields are 0. */
    public boolean isEmpty() {
        return data.values().stream().allMatch(value -> value == 0);
    }

    /** Returns the JSON that the server takes: a list of this event alone. */
    byte[] toJson() {
        JsonWriter json = new JsonWriter();
        json.beginArray().beginObject().field("timestamp", timestamp.toString());
        json.field("duration", durationMillis / 1000.0).name("data").beginObject();
        data.forEach(json::field);
        return json.endObject().endObject().endArray().toBytes();
    }

    /** Returns whether an event of the server, as JSON, is this one. Events of other shapes are not. */
    boolean equalsJson(Object event) {
        return event instanceof Map<?, ?> members
                && members.get("timestamp") instanceof String time
                && members.get("duration") instanceof Number seconds
                && members.get("data") instanceof Map<?, ?> fields
                && hasTime(time)
                && Math.round(seconds.doubleValue() * 1000) == durationMillis
                && fields.equals(data);
    }

    private boolean hasTime(String text) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return time.truncatedTo(ChronoUnit.MILLIS).equals(timestamp);
        } catch (DateTimeException e) {
            return false;
        }
    }
}
