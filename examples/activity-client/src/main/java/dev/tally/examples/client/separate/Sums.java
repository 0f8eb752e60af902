package dev.tally.examples.client.separate;

import java.util.Arrays;
import java.util.function.ToLongFunction;

/** One number for each {@link Sum}. Instances are immutable. */
final class Sums {
    static final Sums NONE = of(sum -> 0);

    private final long[] numbers;

    private Sums(long[] numbers) {
        this.numbers = numbers;
    }

    static Sums of(ToLongFunction<Sum> number) {
        long[] numbers = new long[Sum.COUNT];
        for (Sum sum : Sum.values()) {
            numbers[sum.ordinal()] = number.applyAsLong(sum);
        }
        return new Sums(numbers);
    }

    long get(Sum sum) {
        return numbers[sum.ordinal()];
    }

    int getInt(Sum sum) {
        return Math.toIntExact(get(sum));
    }

    Sums plus(Sums other) {
        return of(sum -> get(sum) + other.get(sum));
    }

    Sums minus(Sums other) {
        return of(sum -> get(sum) - other.get(sum));
    }

    /** Returns these sums, with the presses of others in place of their own. */
    Sums withPressesOf(Sums others) {
        return of(sum -> sum.isPressed() ? others.get(sum) : get(sum));
    }

    /** Returns what one message may hold of these sums. */
    Sums part() {
        return of(sum -> sum.part(get(sum)));
    }

    boolean isNone() {
        return equals(NONE);
    }

    boolean hasPresses() {
        return !withPressesOf(NONE).equals(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sums sums && Arrays.equals(numbers, sums.numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        return Arrays.toString(numbers);
    }
}
