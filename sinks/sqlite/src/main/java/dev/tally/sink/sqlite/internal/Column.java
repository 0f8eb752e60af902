package dev.tally.sink.sqlite.internal;

import dev.tally.sink.Counts;
import java.util.function.ToLongFunction;

/** The counts as columns, in the order of {@link Counts}. */
enum Column {
    KP("kp", Counts::keyPresses),
    KR("kr", Counts::keyRepeats),
    LC("lc", Counts::leftClicks),
    MC("mc", Counts::middleClicks),
    RC("rc", Counts::rightClicks),
    OC("oc", Counts::otherClicks),
    SCROLL("scroll", Counts::scrollDetents),
    SCROLL120("scroll120", Counts::vertical120),
    HSCROLL120("hscroll120", Counts::horizontal120),
    MM("mm", Counts::motions),
    DISTANCE1000("distance1000", Counts::distance1000),
    ACTIVE_MS("active_ms", Counts::activeMillis),
    GAPS("gaps", Counts::gaps);

    static final Column[] ALL = values();

    final String sql;
    private final ToLongFunction<Counts> of;

    Column(String sql, ToLongFunction<Counts> of) {
        this.sql = sql;
        this.of = of;
    }

    static long[] toArray(Counts counts) {
        long[] values = new long[ALL.length];
        for (Column column : ALL) {
            values[column.ordinal()] = column.of.applyAsLong(counts);
        }
        return values;
    }

    static Counts toCounts(long[] v) {
        return new Counts(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12]);
    }

    /** Adds, up to the largest number that there is: a hostile sender must not make a sum negative. */
    static void addTo(long[] sum, long[] more) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] = sum[i] > Long.MAX_VALUE - more[i] ? Long.MAX_VALUE : sum[i] + more[i];
        }
    }

    static boolean isNothing(long[] values) {
        for (long value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
