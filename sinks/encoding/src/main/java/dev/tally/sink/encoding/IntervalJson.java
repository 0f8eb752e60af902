package dev.tally.sink.encoding;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the payload of one interval: the JSON object that {@code POST /frames} takes.
 *
 * <pre>{@code
 * {"timestamp_ms":…,"summary":{"total_lc":…,"total_rc":…,"total_mc":…,"total_scroll":…,"total_kp":…,"total_mm":…,
 *   "total_kr":…,"total_oc":…,"total_scroll120":…,"total_hscroll120":…,"distance1000":…,"active_ms":…,"gaps":…},
 *  "source":"…","run":"…","first":…,"last":…,"start_ms":…,"end_ms":…}
 * }</pre>
 *
 * {@code summary} has a member for each {@link Count}, named by {@link #memberName}. The first six counts and
 * {@code timestamp_ms} are those of the system that Tally succeeds, so its server accepts the payload too.
 *
 * <p>Rotation of the wheels is given in whole detents and in 120ths of a detent, because the whole detents of single
 * intervals do not add up to those of the total. If {@code gaps} is above 0, the other counts are lower bounds.
 */
public final class IntervalJson {
    /** The counts that the system knows that Tally succeeds, in its order. */
    private static final List<Count> ORIGINAL = List.of(
            Count.LEFT_CLICKS,
            Count.RIGHT_CLICKS,
            Count.MIDDLE_CLICKS,
            Count.SCROLL_DETENTS,
            Count.KEY_PRESSES,
            Count.MOTIONS);

    private static final List<Count> ORIGINAL_FIRST = Stream.concat(ORIGINAL.stream(), Stream.of(Count.values()))
            .distinct()
            .toList();

    private IntervalJson() {}

    /**
     * Writes the payload of an interval.
     *
     * @param interval the interval to send
     * @param source the name of the machine that counted, which tells several clients of one server apart
     * @param builtAt the time at which the payload is built; the interval has its own times
     * @return the payload in UTF-8
     */
    public static byte[] payload(ActivityInterval interval, String source, Instant builtAt) {
        JsonWriter json = new JsonWriter();
        json.beginObject().field("timestamp_ms", builtAt.toEpochMilli()).name("summary");
        summary(json, interval.counts());
        identity(json.field("source", source), interval);
        return json.endObject().toBytes();
    }

    /**
     * Returns the name of a count in the payload's {@code summary}.
     *
     * @param count the count
     * @return the name of its member, for example {@code total_kp}
     */
    public static String memberName(Count count) {
        return switch (count) {
            case KEY_PRESSES -> "total_kp";
            case KEY_REPEATS -> "total_kr";
            case LEFT_CLICKS -> "total_lc";
            case MIDDLE_CLICKS -> "total_mc";
            case RIGHT_CLICKS -> "total_rc";
            case OTHER_CLICKS -> "total_oc";
            case SCROLL_DETENTS -> "total_scroll";
            case VERTICAL_120 -> "total_scroll120";
            case HORIZONTAL_120 -> "total_hscroll120";
            case MOTIONS -> "total_mm";
            case DISTANCE_1000 -> "distance1000";
            case ACTIVE_MILLIS -> "active_ms";
            case GAPS -> "gaps";
        };
    }

    private static void summary(JsonWriter json, Counts counts) {
        json.beginObject();
        for (Count count : ORIGINAL_FIRST) {
            json.field(memberName(count), counts.get(count));
        }
        json.endObject();
    }

    private static void identity(JsonWriter json, ActivityInterval interval) {
        json.field("run", interval.run().toString())
                .field("first", interval.first())
                .field("last", interval.last())
                .field("start_ms", interval.start().toEpochMilli())
                .field("end_ms", interval.end().toEpochMilli());
    }
}
