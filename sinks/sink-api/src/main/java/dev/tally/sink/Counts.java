package dev.tally.sink;

/**
 * How much of each kind of input there was.
 *
 * <p>Counts can be added in any order and grouping: with {@link #plus} and {@link #NONE} they form a commutative monoid,
 * so no merging of intervals can change a total.
 *
 * @param keyPresses keys that went down, auto-repeat not included
 * @param keyRepeats repeats of held keys
 * @param leftClicks presses of the left button
 * @param middleClicks presses of the middle button
 * @param rightClicks presses of the right button
 * @param otherClicks presses of any further button
 * @param scrollDetents whole detents of the vertical wheel, both ways together
 * @param vertical120 the way of the vertical wheel in 120ths of a detent, both ways together
 * @param horizontal120 the same of the horizontal wheel
 * @param motions reports with motion
 * @param distance1000 the length of the pointer's path in thousandths of the source's motion unit
 * @param activeMillis time with input, in milliseconds, as seen by sampling
 * @param gaps how often the system said that it had dropped reports; if not 0, the others are lower bounds
 */
public record Counts(
        long keyPresses,
        long keyRepeats,
        long leftClicks,
        long middleClicks,
        long rightClicks,
        long otherClicks,
        long scrollDetents,
        long vertical120,
        long horizontal120,
        long motions,
        long distance1000,
        long activeMillis,
        long gaps) {

    /** Nothing at all. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** @throws IllegalArgumentException naming the first count that is negative */
    public Counts {
        check("keyPresses", keyPresses);
        check("keyRepeats", keyRepeats);
        check("leftClicks", leftClicks);
        check("middleClicks", middleClicks);
        check("rightClicks", rightClicks);
        check("otherClicks", otherClicks);
        check("scrollDetents", scrollDetents);
        check("vertical120", vertical120);
        check("horizontal120", horizontal120);
        check("motions", motions);
        check("distance1000", distance1000);
        check("activeMillis", activeMillis);
        check("gaps", gaps);
    }

    private static void check(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is " + value + "; a count cannot be negative");
        }
    }

    /**
     * The counts of both.
     *
     * @throws ArithmeticException if a sum does not fit 63 bits
     */
    public Counts plus(Counts other) {
        return new Counts(
                Math.addExact(keyPresses, other.keyPresses),
                Math.addExact(keyRepeats, other.keyRepeats),
                Math.addExact(leftClicks, other.leftClicks),
                Math.addExact(middleClicks, other.middleClicks),
                Math.addExact(rightClicks, other.rightClicks),
                Math.addExact(otherClicks, other.otherClicks),
                Math.addExact(scrollDetents, other.scrollDetents),
                Math.addExact(vertical120, other.vertical120),
                Math.addExact(horizontal120, other.horizontal120),
                Math.addExact(motions, other.motions),
                Math.addExact(distance1000, other.distance1000),
                Math.addExact(activeMillis, other.activeMillis),
                Math.addExact(gaps, other.gaps));
    }

    /**
     * What these counts have beyond the others, which were taken earlier of the same running totals.
     *
     * @throws IllegalArgumentException if one of the others is larger
     */
    public Counts minus(Counts earlier) {
        return new Counts(
                keyPresses - earlier.keyPresses,
                keyRepeats - earlier.keyRepeats,
                leftClicks - earlier.leftClicks,
                middleClicks - earlier.middleClicks,
                rightClicks - earlier.rightClicks,
                otherClicks - earlier.otherClicks,
                scrollDetents - earlier.scrollDetents,
                vertical120 - earlier.vertical120,
                horizontal120 - earlier.horizontal120,
                motions - earlier.motions,
                distance1000 - earlier.distance1000,
                activeMillis - earlier.activeMillis,
                gaps - earlier.gaps);
    }

    /** Whether there was anything at all. */
    public boolean hasActivity() {
        return !equals(NONE);
    }
}
