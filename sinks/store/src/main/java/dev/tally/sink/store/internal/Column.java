package dev.tally.sink.store.internal;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.store.CountNames;
import java.util.stream.Stream;

/** A column of the table that holds one {@link Count}. */
public final class Column {
    private static final Count[] COUNTS = Count.values();

    /** The column of each count, in the order of {@link Count}. */
    public static final Column[] ALL =
            Stream.of(Count.values()).map(Column::new).toArray(Column[]::new);

    /** The name of the column. */
    public final String sql;

    private Column(Count count) {
        this.sql = CountNames.of(count);
    }

    public static long[] toArray(Counts counts) {
        long[] values = new long[COUNTS.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = counts.get(COUNTS[i]);
        }
        return values;
    }

    public static Counts toCounts(long[] values) {
        return Counts.of(count -> values[count.ordinal()]);
    }

    /** Adds, up to the largest number that there is: a hostile sender must not make a sum negative. */
    public static void addTo(long[] sum, long[] more) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] = sum[i] > Long.MAX_VALUE - more[i] ? Long.MAX_VALUE : sum[i] + more[i];
        }
    }

    public static boolean isNothing(long[] values) {
        for (long value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
