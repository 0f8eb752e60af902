package dev.tally.sink.encoding;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.time.Instant;

/**
 * The payload of one interval, as {@code POST /frames} takes it.
 *
 * <p>The first members are those of the system that Tally succeeds, so that its server takes the payload too:
 *
 * <pre>{@code
 * {"timestamp_ms":…,"summary":{"total_lc":…,"total_rc":…,"total_mc":…,"total_scroll":…,"total_kp":…,"total_mm":…,
 *   "total_kr":…,"total_oc":…,"total_scroll120":…,"total_hscroll120":…,"distance1000":…,"active_ms":…,"gaps":…},
 *  "source":"…","run":"…","first":…,"last":…,"start_ms":…,"end_ms":…}
 * }</pre>
 *
 * {@code total_lc}, {@code total_rc}, {@code total_mc}, {@code total_oc} are presses of the left, right, middle and any other
 * button; {@code total_kp} and {@code total_kr} keys pressed and repeats of held ones; {@code total_mm} reports with motion;
 * {@code total_scroll} whole detents of the vertical wheel. The way of the wheels is also given in 120ths of a detent, because
 * whole detents of single intervals would not add up. {@code distance1000} is in thousandths of the source's unit of motion.
 * With {@code gaps} above 0 the others are lower bounds.
 */
public final class IntervalJson {
    private IntervalJson() {}

    /**
     * The payload as UTF-8.
     *
     * @param source who counted: tells several clients of one server apart
     * @param builtAt the wall clock now; the interval has its own times
     */
    public static byte[] payload(ActivityInterval interval, String source, Instant builtAt) {
        JsonWriter json = new JsonWriter();
        json.beginObject().field("timestamp_ms", builtAt.toEpochMilli()).name("summary");
        summary(json, interval.counts());
        identity(json.field("source", source), interval);
        return json.endObject().toBytes();
    }

    private static void summary(JsonWriter json, Counts counts) {
        json.beginObject()
                .field("total_lc", counts.leftClicks())
                .field("total_rc", counts.rightClicks())
                .field("total_mc", counts.middleClicks())
                .field("total_scroll", counts.scrollDetents())
                .field("total_kp", counts.keyPresses())
                .field("total_mm", counts.motions())
                .field("total_kr", counts.keyRepeats())
                .field("total_oc", counts.otherClicks())
                .field("total_scroll120", counts.vertical120())
                .field("total_hscroll120", counts.horizontal120())
                .field("distance1000", counts.distance1000())
                .field("active_ms", counts.activeMillis())
                .field("gaps", counts.gaps())
                .endObject();
    }

    private static void identity(JsonWriter json, ActivityInterval interval) {
        json.field("run", interval.run().toString())
                .field("first", interval.first())
                .field("last", interval.last())
                .field("start_ms", interval.start().toEpochMilli())
                .field("end_ms", interval.end().toEpochMilli());
    }
}
