package dev.tally.sink;

import java.util.Arrays;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much of each kind of input there was: one number, never negative, for each {@link Count}. Immutable.
 *
 * <pre>{@code
 * Counts counts = Counts.NONE.with(Count.KEY_PRESSES, 12).with(Count.GAPS, 1);
 * long keys = counts.keyPresses(); // or counts.get(Count.KEY_PRESSES)
 * }</pre>
 *
 * Counts can be added in any order and grouping: with {@link #plus} and {@link #NONE} they form a commutative monoid, so
 * no merging of intervals can change a total.
 */
public final class Counts {
    private static final Count[] ALL = Count.values();

    /** The counts that are all 0. */
    public static final Counts NONE = of(count -> 0);

    private final long[] values; // at the ordinal of each Count

    private Counts(long[] values) {
        this.values = values;
    }

    /**
     * Creates counts from a function that is called once for each {@link Count}.
     *
     * @param valueOf gives the value of a count, not negative
     * @return the counts with these values
     * @throws IllegalArgumentException naming the first count that is negative
     */
    public static Counts of(ToLongFunction<Count> valueOf) {
        long[] values = new long[ALL.length];
        for (Count count : ALL) {
            long value = valueOf.applyAsLong(count);
            if (value < 0) {
                throw new IllegalArgumentException(count.label() + " is " + value + "; a count cannot be negative");
            }
            values[count.ordinal()] = value;
        }
        return new Counts(values);
    }

    /**
     * Returns the value of one count.
     *
     * @param count which one
     * @return its value, not negative
     */
    public long get(Count count) {
        return values[count.ordinal()];
    }

    /**
     * Returns a copy in which one count has another value.
     *
     * @param count which one
     * @param value its value in the copy, not negative
     * @return the copy
     * @throws IllegalArgumentException if the value is negative
     */
    public Counts with(Count count, long value) {
        return of(each -> each == count ? value : get(each));
    }

    /** {@return {@link Count#KEY_PRESSES}} */
    public long keyPresses() {
        return get(Count.KEY_PRESSES);
    }

    /** {@return {@link Count#KEY_REPEATS}} */
    public long keyRepeats() {
        return get(Count.KEY_REPEATS);
    }

    /** {@return {@link Count#LEFT_CLICKS}} */
    public long leftClicks() {
        return get(Count.LEFT_CLICKS);
    }

    /** {@return {@link Count#MIDDLE_CLICKS}} */
    public long middleClicks() {
        return get(Count.MIDDLE_CLICKS);
    }

    /** {@return {@link Count#RIGHT_CLICKS}} */
    public long rightClicks() {
        return get(Count.RIGHT_CLICKS);
    }

    /** {@return {@link Count#OTHER_CLICKS}} */
    public long otherClicks() {
        return get(Count.OTHER_CLICKS);
    }

    /** {@return {@link Count#SCROLL_DETENTS}} */
    public long scrollDetents() {
        return get(Count.SCROLL_DETENTS);
    }

    /** {@return {@link Count#VERTICAL_120}} */
    public long vertical120() {
        return get(Count.VERTICAL_120);
    }

    /** {@return {@link Count#HORIZONTAL_120}} */
    public long horizontal120() {
        return get(Count.HORIZONTAL_120);
    }

    /** {@return {@link Count#MOTIONS}} */
    public long motions() {
        return get(Count.MOTIONS);
    }

    /** {@return {@link Count#DISTANCE_1000}} */
    public long distance1000() {
        return get(Count.DISTANCE_1000);
    }

    /** {@return {@link Count#ACTIVE_MILLIS}} */
    public long activeMillis() {
        return get(Count.ACTIVE_MILLIS);
    }

    /** {@return {@link Count#GAPS}} */
    public long gaps() {
        return get(Count.GAPS);
    }

    /**
     * Adds other counts to these. A sum that does not fit is {@link Long#MAX_VALUE}, as a counter stops there: only a device that
     * lies gets so far, and it must not end what adds up.
     *
     * @param other the counts to add
     * @return the sums
     */
    public Counts plus(Counts other) {
        return of(count -> {
            long sum = get(count) + other.get(count);
            return sum < 0 ? Long.MAX_VALUE : sum;
        });
    }

    /**
     * Subtracts counts that were taken earlier of the same running totals.
     *
     * @param earlier the counts to subtract
     * @return what was counted since then
     * @throws IllegalArgumentException if one of the earlier counts is larger
     */
    public Counts minus(Counts earlier) {
        return of(count -> get(count) - earlier.get(count));
    }

    /** {@return whether any count is above 0} */
    public boolean hasActivity() {
        return !equals(NONE);
    }

    /** {@return whether the other object is counts with the same values} */
    @Override
    public boolean equals(Object other) {
        return other instanceof Counts counts && Arrays.equals(values, counts.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** {@return the counts by their {@linkplain Count#label labels}: {@code Counts[keyPresses=12, …, gaps=1]}} */
    @Override
    public String toString() {
        return Stream.of(ALL)
                .map(count -> count.label() + "=" + get(count))
                .collect(Collectors.joining(", ", "Counts[", "]"));
    }
}
