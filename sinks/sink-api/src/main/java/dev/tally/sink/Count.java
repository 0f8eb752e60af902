package dev.tally.sink;

/**
 * A kind of input that is counted. This enum is the only list of the counts: {@link Counts} holds one number for each
 * constant, and every format and table is written by going through {@link #values()}.
 *
 * <p>A format has names of its own for the counts. It keeps them in a {@code switch} over this enum, so that the compiler
 * finds each place that has no name yet for a new count. To add a count, add a constant here, measure it in the module
 * {@code dev.tally.aggregation}, and give it a name in each place that no longer compiles.
 */
public enum Count {
    /** Key presses. The auto-repeat of a held key is counted by {@link #KEY_REPEATS}. */
    KEY_PRESSES("keyPresses", "presses", "key presses, without the auto-repeat of held keys"),
    /** Auto-repeats of held keys. */
    KEY_REPEATS("keyRepeats", "repeats", "auto-repeats of held keys"),
    /** Presses of the left pointer button. */
    LEFT_CLICKS("leftClicks", "presses", "presses of the left pointer button"),
    /** Presses of the middle pointer button. */
    MIDDLE_CLICKS("middleClicks", "presses", "presses of the middle pointer button"),
    /** Presses of the right pointer button. */
    RIGHT_CLICKS("rightClicks", "presses", "presses of the right pointer button"),
    /** Presses of pointer buttons other than left, middle and right. The wheel is not a button. */
    OTHER_CLICKS("otherClicks", "presses", "presses of pointer buttons other than left, middle and right"),
    /** Whole detents of the vertical wheel, up and down added together. Fractions carry over to the next interval. */
    SCROLL_DETENTS("scrollDetents", "detents", "whole detents of the vertical wheel, up and down added together"),
    /** Rotation of the vertical wheel, up and down added together. */
    VERTICAL_120(
            "vertical120",
            "1/120 detent",
            "rotation of the vertical wheel in 120ths of a detent, up and down added together"),
    /** Rotation of the horizontal wheel, left and right added together. */
    HORIZONTAL_120(
            "horizontal120",
            "1/120 detent",
            "rotation of the horizontal wheel in 120ths of a detent, left and right added together"),
    /** Reports in which the pointer moved. */
    MOTIONS("motions", "reports", "reports in which the pointer moved"),
    /** Length of the pointer's path. The unit of motion is a pixel or a count of the device, as the source says. */
    DISTANCE_1000(
            "distance1000",
            "1/1000 motion unit",
            "length of the pointer's path in thousandths of the source's unit of motion"),
    /** Time with input, as seen by sampling. */
    ACTIVE_MILLIS("activeMillis", "ms", "time with input, in milliseconds, as seen by sampling"),
    /** Gaps: how often the system dropped reports. If it is not 0, the other counts are lower bounds. */
    GAPS("gaps", "gaps", "times that the system dropped reports; if not 0, the other counts are lower bounds");

    private final String label;
    private final String unit;
    private final String description;

    Count(String label, String unit, String description) {
        this.label = label;
        this.unit = unit;
        this.description = description;
    }

    /** {@return the name in messages, for example {@code keyPresses}, spelled as the accessor in {@link Counts}} */
    public String label() {
        return label;
    }

    /** {@return the unit of the count, for example {@code presses} or {@code ms}} */
    public String unit() {
        return unit;
    }

    /** {@return what is counted, as a phrase that can be read alone and fits a table or a schema} */
    public String description() {
        return description;
    }
}
